import { fileURLToPath } from 'node:url';
import { requireNode } from './node-version.mjs';
import { watchParent } from './parent.mjs';
import { runCommand, say } from './say.mjs';
import { listenToSignals } from './signals.mjs';

/**
 * Runs one of the commands: the working directory is the checkout, signals are listened to, and
 * `main` gets them and answers the exit code. Run by npm, it ends when npm is gone: npm that was
 * killed cannot pass a signal on.
 */
export function enter(main) {
  const parent = process.ppid;
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  const signals = listenToSignals();
  signals.onFirst((signal) => say(`> stopping (${signal})`));
  if (isRunByNpm()) watchParent(parent, () => signals.stop());
  return runCommand(() => {
    requireNode();
    return main(signals);
  });
}

function isRunByNpm() {
  const script = process.argv[1]?.split('/').slice(-2).join('/') ?? '';
  return (process.env.npm_lifecycle_script ?? '').endsWith(script);
}
