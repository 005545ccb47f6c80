import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Runs something when the test ends: a test's own `onTestFinished`. */
export type AtEnd = (work: () => void | Promise<void>) => void;

/** A process that a test started. */
export interface Launched {
  pid: number;
  /** Everything that it printed so far, both streams. */
  output(): string;
  /** Resolves once the output matches; rejects, with the output, when it ends without. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code, or the signal's name, once its output is closed too. */
  ended: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program; whatever is left of it and of its children is killed `atEnd`. */
export function launch(
  command: string,
  args: string[],
  { cwd, env = {}, atEnd }: { cwd: string; env?: Record<string, string>; atEnd: AtEnd },
): Launched {
  const { PATH = '', HOME = '' } = process.env;
  const environment: Partial<NodeJS.ProcessEnv> = { PATH, HOME, ...env };
  const child = spawn(command, args, {
    cwd,
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing of it can outlive the test.
    detached: true,
  });
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
  atEnd(async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // The whole group has ended.
    }
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    kill: (signal) => void child.kill(signal),
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const match = pattern.exec(output);
          if (match === null) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => reject(new Error(`It ended without ${pattern}:\n${output}`)));
      }),
  };
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const holder = await holdPort();
  await holder.release();
  return holder.port;
}

/** Listens on a port of 127.0.0.1 until it is released. */
export async function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    release: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
