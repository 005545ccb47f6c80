import { type Program, startProgram } from './program.ts';

/** Starts the server as `npm start` does, on a free port. Throws when it does not become ready. */
export async function startProductionServer(databaseUrl: string): Promise<Program> {
  return startProgram(
    'server/index.ts',
    { NEXT_TELEMETRY_DISABLED: '1', PORT: '0', DATABASE_URL: databaseUrl },
    { flags: await flags(), ready: /Flatline is at (http:\S+)/ },
  );
}

/** What the start script tells Node; plain JavaScript, so there are no types to import. */
async function flags(): Promise<string[]> {
  const serve = new URL('../scripts/setup/serve.mjs', import.meta.url).href;
  return ((await import(serve)) as { SERVING: string[] }).SERVING;
}
