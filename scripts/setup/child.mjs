import { spawn } from 'node:child_process';
import { SetupFailure } from './say.mjs';

/** Lines of a failed child's output that are shown: its reason is at the beginning or at the end. */
const HEAD_LINES = 20;
const TAIL_LINES = 40;

/**
 * Runs a program to its end, its output kept back. Throws `failure` with the ends of the output
 * when it fails, and `Stopped` when a signal came: the program is sent it and waited for.
 */
export async function runQuietly({ command, args, env = {}, cwd, signals, failure }) {
  const { code, output } = await runChild({ command, args, env, cwd, signals, stdio: 'kept' });
  signals.check();
  if (code === 0) return output;
  const shown = endsOf(output.trim());
  throw new SetupFailure(shown === '' ? failure : `${shown}\n\n${failure}`);
}

/** Runs a program to its end on our own terminal; answers its exit code, 128 + n for a signal. */
export async function runOpenly({ command, args, env = {}, cwd, signals }) {
  const { code } = await runChild({ command, args, env, cwd, signals, stdio: 'shown' });
  return code;
}

function runChild({ command, args, env, cwd, signals, stdio }) {
  signals.check();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: stdio === 'kept' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    const forget = signals.onFirst((signal) => child.kill(signal));
    const end = (code) => {
      forget();
      resolve({ code, output });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      output += `${command} could not be run: ${error.message}\n`;
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? exitCodeOf(signal)));
  });
}

function endsOf(output) {
  const lines = output.split('\n');
  const hidden = lines.length - HEAD_LINES - TAIL_LINES;
  if (hidden > 0) lines.splice(HEAD_LINES, hidden, `… ${hidden} lines …`);
  return lines.join('\n');
}

/** The exit code that a shell gives to a process ended by a signal. */
export function exitCodeOf(signal) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
  return 128 + (numbers[signal] ?? 0);
}
