import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server of its own process, started as `npm start` starts it. */
export interface ProductionServer {
  url: string;
  pid: number;
  /** Asks it to end and waits for that. */
  stop(): Promise<void>;
}

/** How long a server may take until it is ready, in milliseconds. */
const READY_WITHIN = 30_000;

/** Starts the server on a free port. Throws, with what it said, when it does not become ready. */
export async function startProductionServer(databaseUrl: string): Promise<ProductionServer> {
  const endWithParent = './scripts/setup/end-with-parent.mjs';
  const child = spawn(
    process.execPath,
    [...(await flags()), '--import', 'tsx', '--import', endWithParent, 'server/index.ts'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        // The person's own settings must not change what is measured.
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        FLATLINE_PARENT: String(process.pid),
        PORT: '0',
        DATABASE_URL: databaseUrl,
      },
    },
  );
  const url = await readyAt(child);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What the start script tells Node; plain JavaScript, so there are no types to import. */
async function flags(): Promise<string[]> {
  const serve = new URL('../scripts/setup/serve.mjs', import.meta.url).href;
  return ((await import(serve)) as { SERVING: string[] }).SERVING;
}

/** Reads on after the address: a server whose output nobody takes would stand still. */
function readyAt(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string) => reject(new Error(`${why}\n${said.join('\n')}`));
    const tooLong = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`The server was not ready within ${READY_WITHIN / 1000} s.`);
    }, READY_WITHIN);
    child.once('exit', (code) => {
      clearTimeout(tooLong);
      fail(`The server ended with ${code}.`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        if (said.length < 40) said.push(line);
        const url = /Flatline is at (http:\S+)/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(tooLong);
        resolve(url);
      });
    }
  });
}
