import { spawn } from 'node:child_process';
import { exitCodeOf } from './child.mjs';

/**
 * Starts the server as a child that ends with us, whatever ends us. `ended` resolves with its exit
 * code (128 + n for a signal); `stop` asks it to end, once.
 */
export function serve({ mode, env = {} }) {
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', './scripts/setup/end-with-parent.mjs', 'server/index.ts'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        ...env,
        NODE_ENV: mode,
        FLATLINE_PARENT: String(process.pid),
      },
    },
  );
  return {
    ended: new Promise((resolve) => {
      server.once('error', () => resolve(1));
      server.once('exit', (code, signal) => resolve(code ?? exitCodeOf(signal)));
    }),
    stop: (signal) => server.kill(signal),
  };
}
