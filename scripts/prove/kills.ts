import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../bench/bench.ts';
import { createRandom } from '../../sim/engine/random.ts';
import { freePort } from '../testing/launch.ts';
import { type BareServer, startBareServer } from './bare.ts';
import { type Crowd, createCrowd, type Member } from './crowd.ts';
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

/**
 * kill -9 of the server again and again, under load: what this server ran is FAILED within 5 s of
 * the next boot, what others run is not touched, and no line that was acknowledged is lost. `each`:
 * how many LOCAL and how many REMOTE runs.
 */
export function createKills(each = EACH): Proof {
  return {
    measure: 'kills',
    size: 100,
    exactly: { orphansLeft: 0, orphansMisnamed: 0, remoteTouched: 0, linesLost: 0 },
    atMost: { slowestRecoveryMs: 5000 },
    async run({ scratch, size, seed, say }) {
      const random = createRandom(seed);
      const port = await freePort();
      const boot = () =>
        startBareServer({
          PORT: String(port),
          DATABASE_URL: `file:${join(scratch, 'kills.db')}`,
          LOG_LEVEL: 'silent',
        });
      const crowd = createCrowd({ url: `http://127.0.0.1:${port}`, every: EVERY });
      const figures: Figures = { kills: 0, orphans: 0, linesAcknowledged: 0, ...this.exactly };
      let slowestRecoveryMs = 0;
      let server: BareServer = await boot();
      await crowd.join(each, 'REMOTE', 600);
      try {
        for (let kill = 1; kill <= size; kill += 1) {
          const locals = await crowd.join(each, 'LOCAL', 600);
          await pause(random.int(LIFE.least, LIFE.most));
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
        await server.kill();
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
  const kept = new Set(detail.run.logs.map(({ message }) => message));
  figures.linesAcknowledged = (figures.linesAcknowledged ?? 0) + member.acknowledged.length;
  for (const line of told) if (!kept.has(line)) bump(figures, 'linesLost');
  return detail;
}

function bump(figures: Figures, name: string): void {
  figures[name] = (figures[name] ?? 0) + 1;
}
