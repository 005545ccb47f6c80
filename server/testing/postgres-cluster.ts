import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresPrograms, type Runner, runnerOfPostgres } from './postgres-binaries.ts';

/** A PostgreSQL of our own, in a temporary folder, on a free port of loopback. */
export interface Cluster {
  /** The URL of one of its databases; `postgres` is always there. */
  url(database: string): string;
  /** Starts it again after `end`. */
  start(): Promise<void>;
  /** Ends it, by a signal of its own: SIGKILL is a crash, SIGINT breaks off all connections. */
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
}

const USER = 'flatline';
const PASSWORD = 'only-in-tests';

/**
 * Makes and starts a cluster. It ends with this process, however that dies. `durable`: it brings to
 * the disk what it acknowledges, as it must where a power cut is played; much slower.
 */
export async function startCluster({ durable = false } = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-postgres-'));
  const runner = runnerOfPostgres();
  const { uid, gid } = runner;
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  try {
    const programs = await postgresPrograms(runner, folder);
    const data = join(folder, 'data');
    const port = await freePort();
    await initialise(programs, folder, data, runner);
    let running = await run({ programs, folder, data, port, runner, durable });
    return {
      url: (database) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`,
      async start() {
        running = await run({ programs, folder, data, port, runner, durable });
      },
      async end(signal) {
        const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, signal);
        await ended(running, 'keep');
      },
      async stop() {
        await ended(running, 'remove');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (failure) {
    await rm(folder, { recursive: true, force: true });
    throw failure;
  }
}

async function initialise(programs: string, folder: string, data: string, runner: Runner) {
  const secret = join(folder, 'password');
  await writeFile(secret, `${PASSWORD}\n`, { mode: 0o644 });
  const made = spawn(
    join(programs, 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${USER}`,
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      // One connection after another is made here: proving a password may be cheap.
      '--set=scram_iterations=1',
    ],
    { ...runner, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said = textOf(made);
  const code = await new Promise((resolve, reject) => {
    made.once('error', reject);
    made.once('close', resolve);
  });
  if (code !== 0) throw new Error(`initdb failed: ${said()}`);
}

interface RunParts {
  programs: string;
  folder: string;
  data: string;
  port: number;
  runner: Runner;
  durable: boolean;
}

/**
 * A shell stands between: when it reads the end of its input, which our death is too, it ends the
 * server and removes what is left of it.
 */
const GUARD = `folder=$1; shift
"$@" & server=$!
read -r word || word=remove
kill -INT $server 2>/dev/null
wait $server
[ "$word" = keep ] || rm -rf "$folder"`;

/** What it says when it does not start; to whoever asks it too early it says FATAL as well. */
const FAILED = /FATAL(?!:\s+the database system is )|PANIC|is shut down|not found/;

async function run(parts: RunParts): Promise<ChildProcess> {
  const { programs, folder, data, port, runner, durable } = parts;
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    autovacuum: durable ? 'on' : 'off',
    log_min_messages: 'log',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    'sh',
    ['-c', GUARD, 'guard', folder, join(programs, 'postgres'), '-D', data, ...flags],
    // In a group of its own: Ctrl-C is for us, and we end it.
    { ...runner, cwd: folder, detached: true, stdio: ['pipe', 'ignore', 'pipe'] },
  );
  child.stdin?.on('error', () => {});
  const said = textOf(child);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`PostgreSQL did not start: ${said()}`)));
    const look = () => {
      const ready = said().includes('ready to accept connections');
      if (!ready && !FAILED.test(said())) return;
      child.stderr?.off('data', look);
      if (ready) resolve();
      else child.stdin?.end();
    };
    child.stderr?.on('data', look);
  });
  return child;
}

async function ended(child: ChildProcess, word: 'keep' | 'remove'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdin?.end(`${word}\n`);
  await closed;
}

/** The last of what a program said. */
function textOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4000);
  });
  return () => text;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
