/** Ends the command with one sentence for the person at the keyboard, and an exit code. */
export class SetupFailure extends Error {
  /** @param {string} sentence @param {number} exitCode */
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.name = 'SetupFailure';
    this.exitCode = exitCode;
  }
}

/** Ends the command because a signal asked for it; nothing needs to be said. */
export class Stopped extends Error {
  /** @param {'SIGINT' | 'SIGTERM'} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.name = 'Stopped';
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Prints one line. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Says what is being done, does it, and says how long it took when that was over a second. */
export async function step(title, work) {
  say(`> ${title}`);
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  if (seconds > 1) say(`  done in ${seconds.toFixed(1)} s`);
  return result;
}

/** Runs a command's main function and ends the process with the exit code that it answers. */
export async function runCommand(main) {
  try {
    process.exit(await main());
  } catch (error) {
    if (error instanceof SetupFailure) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof Stopped)) process.stderr.write(`${error?.stack ?? error}\n`);
    process.exit(error?.exitCode ?? 1);
  }
}
