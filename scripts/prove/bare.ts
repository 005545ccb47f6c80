import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A server without pages in a process of its own. */
export interface BareServer {
  url: string;
  /** When it said that it is ready, by this process's clock in milliseconds. */
  readyAt: number;
  /** Ends it at once, as the system would; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a server on its settings. Throws, with what it said, when it does not become ready. */
export async function startBareServer(settings: Record<string, string>): Promise<BareServer> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', '--import', './scripts/setup/end-with-parent.mjs'],
      'server/testing/bare-server.ts',
    ],
    {
      env: {
        ...{ PATH: process.env.PATH, NODE_ENV: 'production' as const },
        ...{ FLATLINE_PARENT: String(process.pid), ...settings },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, 'line'), exited.then(() => null)]);
  if (first === null)
    throw new Error(`The server ended with ${child.exitCode} before it was ready.`);
  return {
    url: String(first[0]),
    readyAt: Date.now(),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A port that is free now, for a server that comes back to the same one. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
