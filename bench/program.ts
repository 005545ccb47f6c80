import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own, which ends with this one. */
export interface Program {
  url: string;
  pid: number;
  /** Asks it to end, or ends it at once; resolves when it is gone, which it may be already. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** How long a server may take until it is ready, in milliseconds. */
const READY_WITHIN = 30_000;

/**
 * Starts a script of the checkout on `settings` and nothing of the person's own, and waits until it
 * prints an address that `ready` finds. Throws, with what it said, when that does not come.
 */
export async function startProgram(
  script: string,
  settings: Record<string, string> = {},
  { flags = [], ready = /^(http:\S+)/ }: { flags?: readonly string[]; ready?: RegExp } = {},
): Promise<Program> {
  const endWithParent = './scripts/setup/end-with-parent.mjs';
  const child = spawn(
    process.execPath,
    [...flags, '--import', 'tsx', '--import', endWithParent, script],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        FLATLINE_PARENT: String(process.pid),
        ...settings,
      },
    },
  );
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string) => reject(new Error([`${script} ${why}`, ...said].join('\n')));
    const tooLong = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${READY_WITHIN / 1000} s.`);
    }, READY_WITHIN);
    child.once('exit', (code) => {
      clearTimeout(tooLong);
      fail(`ended with ${code} before it was ready.`);
    });
    // Reads on after the address: a server whose output nobody takes would stand still.
    createInterface(child.stdout).on('line', (line) => {
      if (said.length < 40) said.push(line);
      const address = ready.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(tooLong);
      resolve(address);
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}
