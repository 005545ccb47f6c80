import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The peer: a bare server of Node in a process of its own. */
export interface EchoServer {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the peer on a free port. */
export async function startEchoServer(): Promise<EchoServer> {
  const script = fileURLToPath(new URL('./echo.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', './scripts/setup/end-with-parent.mjs', script],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        FLATLINE_PARENT: String(process.pid),
      },
    },
  );
  const ended = once(child, 'exit');
  const [url] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(([code]) => Promise.reject(new Error(`The echo ended with ${code}.`))),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
