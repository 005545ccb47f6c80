import { startProgram } from '../../bench/program.ts';

/** A server without pages in a process of its own. */
export interface BareServer {
  url: string;
  pid: number;
  /** When it said that it is ready, by this process's clock in milliseconds. */
  readyAt: number;
  /** Ends it at once, as the system would; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a server on its settings. Throws, with what it said, when it does not become ready. */
export async function startBareServer(settings: Record<string, string>): Promise<BareServer> {
  const { url, pid, stop } = await startProgram('server/testing/bare-server.ts', settings);
  return { url, pid, readyAt: Date.now(), kill: () => stop('SIGKILL') };
}
