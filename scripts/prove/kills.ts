import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../bench/bench.ts';
import { createRandom } from '../../sim/engine/random.ts';
import { freePort } from '../testing/launch.ts';
import { type BareServer, startBareServer } from './bare.ts';
import { type Crowd, createCrowd, type Member } from './crowd.ts';
import { type Database, openFile } from './database.ts';
import type { Proof } from './proof.ts';

/** How many runs of each origin are alive at a kill. */
const EACH = 50;
/** Milliseconds between two lines of one reporter: 400 reports a second in all. */
const EVERY = 250;
/** A server lives between its boot and its death for so long, in milliseconds. */
const LIFE = { least: 300, most: 1200 };

interface Detail {
  run: {
    status: string;
    error: { detail: { cause?: string } } | null;
    logs: { message: string }[];
  };
}

/** How a proof of kills is made. */
export interface KillsSettings {
  /** How many LOCAL and how many REMOTE runs are alive at a kill. */
  each?: number;
  /** How often, unless told. */
  size?: number;
  open?: (scratch: string) => Promise<Database>;
}

/**
 * kill -9 of the server again and again, under load: what this server ran is FAILED within 5 s of
 * the next boot, what others run is not touched, and no line that was acknowledged is lost. On a
 * PostgreSQL that is killed likewise before each kill of the server, which nobody may die of.
 */
export function createKills({
  each = EACH,
  size = 100,
  open = openFile,
}: KillsSettings = {}): Proof {
  return {
    measure: 'kills',
    size,
    exactly: {
      ...{ orphansLeft: 0, orphansMisnamed: 0, remoteTouched: 0 },
      ...{ killedWithDatabase: 0, linesLost: 0, linesTwice: 0 },
    },
    atMost: { slowestRecoveryMs: 5000 },
    async run({ scratch, size, seed, say }) {
      const random = createRandom(seed);
      const port = await freePort();
      const database = await open(scratch);
      const boot = () =>
        startBareServer({
          PORT: String(port),
          DATABASE_URL: database.url('server'),
          LOG_LEVEL: 'silent',
        });
      const crowd = createCrowd({ urls: [`http://127.0.0.1:${port}`], every: EVERY });
      const figures: Figures = { kills: 0, databaseKills: 0, orphans: 0, linesAcknowledged: 0 };
      Object.assign(figures, this.exactly);
      let slowestRecoveryMs = 0;
      let server: BareServer | null = null;
      try {
        server = await boot();
        await crowd.join(each, 'REMOTE', 600);
        for (let kill = 1; kill <= size; kill += 1) {
          const locals = await crowd.join(each, 'LOCAL', 600);
          await pause(random.int(LIFE.least, LIFE.most));
          if (database.postgres !== null) {
            await database.postgres.end('SIGKILL');
            await database.postgres.start();
            figures.databaseKills = kill;
            await countRunning(figures, crowd, locals);
            await pause(random.int(LIFE.least, LIFE.most));
          }
          await server.kill();
          server = await boot();
          slowestRecoveryMs = Math.max(slowestRecoveryMs, await settled(crowd, locals, server));
          await count(figures, crowd, locals);
          figures.kills = kill;
          if (kill % 10 === 0) say(`${kill} kills, slowest recovery ${slowestRecoveryMs} ms`);
        }
        const remotes = crowd.members.filter(({ origin }) => origin === 'REMOTE');
        await crowd.leave();
        for (const remote of remotes) await countLines(figures, crowd, remote);
        return { ...figures, slowestRecoveryMs };
      } finally {
        await server?.kill();
        await database.close();
      }
    },
  };
}

/** Milliseconds from the boot until none of `locals` is RUNNING; 60 s when that never comes. */
async function settled(crowd: Crowd, locals: readonly Member[], server: BareServer) {
  const ids = new Set(locals.map(({ id }) => id));
  for (let waited = 0; waited < 60_000; waited = Date.now() - server.readyAt) {
    const { runs } = await crowd.get<{ runs: { id: string }[] }>(
      '/api/runs?status=RUNNING&limit=200',
    );
    if (!runs.some(({ id }) => ids.has(id))) return Date.now() - server.readyAt;
    await pause(50);
  }
  return 60_000;
}

/** The database was away, and the server was not: nobody died. */
async function countRunning(figures: Figures, crowd: Crowd, locals: readonly Member[]) {
  for (const { id } of locals) {
    const { run } = await crowd.get<Detail>(`/api/runs/${id}`);
    if (run.status !== 'RUNNING') bump(figures, 'killedWithDatabase');
  }
}

async function count(figures: Figures, crowd: Crowd, locals: readonly Member[]): Promise<void> {
  for (const local of locals) {
    local.alive = false;
    figures.orphans = (figures.orphans ?? 0) + 1;
    const { run } = await countLines(figures, crowd, local);
    if (run.status !== 'FAILED') bump(figures, 'orphansLeft');
    else if (run.error?.detail.cause !== 'server_restarted') bump(figures, 'orphansMisnamed');
  }
  const remotes = crowd.members.filter(({ origin }) => origin === 'REMOTE');
  for (const remote of remotes) {
    const { run } = await crowd.get<Detail>(`/api/runs/${remote.id}`);
    if (run.status !== 'RUNNING' || remote.closed !== null) bump(figures, 'remoteTouched');
  }
}

/** A run keeps its newest 1,000 lines: of more, the newest acknowledged ones must be there. */
async function countLines(figures: Figures, crowd: Crowd, member: Member): Promise<Detail> {
  const told = member.acknowledged.slice(-900);
  const detail = await crowd.get<Detail>(`/api/runs/${member.id}`);
  const { logs } = detail.run;
  const kept = new Set(logs.map(({ message }) => message));
  figures.linesTwice = (figures.linesTwice ?? 0) + logs.length - kept.size;
  figures.linesAcknowledged = (figures.linesAcknowledged ?? 0) + member.acknowledged.length;
  for (const line of told) if (!kept.has(line)) bump(figures, 'linesLost');
  return detail;
}

function bump(figures: Figures, name: string): void {
  figures[name] = (figures[name] ?? 0) + 1;
}
