import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../bench/bench.ts';
import { createAnswers } from './answers.ts';
import { BLOWS, type Blow, strike } from './blows.ts';
import { addTo } from './contest.ts';
import { type Crowd, createCrowd, type Member } from './crowd.ts';
import type { Proof } from './proof.ts';
import { type Readiness, watchReadiness } from './readiness.ts';
import { openSeveral, type Several } from './several.ts';
import { openWatcher, type Watcher } from './watcher.ts';

/** What the database is struck by, and who reports meanwhile. */
export interface PostgresSettings {
  servers: number;
  blows: readonly Blow[];
  /** Reporters that go on. */
  living: number;
  /** Reporters that die with each blow. */
  dying: number;
  /** Seconds of silence that a run is allowed. */
  staleAfter: number;
  /** Milliseconds between two lines of one reporter. */
  every: number;
}

const FULL: PostgresSettings = {
  ...{ servers: 3, blows: BLOWS, living: 170, dying: 10 },
  ...{ staleAfter: 20, every: 2000 },
};

/** Seconds within which the dead must be found once the database is back, beyond their stale-after. */
const FOUND_WITHIN = 45;
/** Seconds within which all servers must be ready again. */
const READY_WITHIN = 15;
/** An absence of fewer seconds may pass unnoticed. */
const NOTICED_FROM = 3;

/**
 * PostgreSQL restarted and killed under reports to several servers: whoever reports is told when to
 * come back, each line lands once, nobody who lives is killed, the dead are found, and the time in
 * which nobody was heard is given back once for all servers.
 */
export function createPostgres(settings: PostgresSettings = FULL): Proof {
  return {
    measure: 'seconds that it stays away',
    size: 30,
    exactly: {
      ...{ answersOfAnotherKind: 0, answersThatNeverCame: 0, linesLost: 0, linesTwice: 0 },
      ...{ healthyKilled: 0, missed: 0, toldTwice: 0, neverUnready: 0 },
      ...{ absencesUnrecorded: 0, absencesGivenTwice: 0, deafnessUntold: 0 },
    },
    atMost: {
      readyAfterSeconds: READY_WITHIN,
      foundAfterSeconds: settings.staleAfter + FOUND_WITHIN,
    },
    async run({ size, say }) {
      const several = await openSeveral(settings.servers);
      const urls = several.servers.map(({ url }) => url);
      const answers = createAnswers();
      const { every, staleAfter, living, dying } = settings;
      const crowd = createCrowd({
        urls,
        every,
        longestWaitMs: 2000,
        connections: living + dying,
        heard: answers.heard,
      });
      const watchers = await Promise.all(urls.map(openWatcher));
      const readiness = urls.map(watchReadiness);
      const figures: Figures = { ...this.exactly, readyAfterSeconds: 0, foundAfterSeconds: 0 };
      try {
        await crowd.join(living, 'REMOTE', staleAfter);
        for (const blow of settings.blows) {
          const dead = await crowd.join(dying, 'REMOTE', staleAfter);
          await pause(every * 2);
          const world = { several, crowd, watchers, readiness, dead };
          const found = await endure(world, blow, size, settings);
          say(`${blow}: ${JSON.stringify(found)}`);
          const { readyAfterSeconds, foundAfterSeconds, ...counts } = found;
          addTo(figures, counts);
          Object.assign(figures, {
            readyAfterSeconds: Math.max(figures.readyAfterSeconds ?? 0, readyAfterSeconds),
            foundAfterSeconds: Math.max(figures.foundAfterSeconds ?? 0, foundAfterSeconds),
          });
        }
        await crowd.leave();
        await countLines(figures, crowd);
        Object.assign(figures, answers.figures());
        return figures;
      } finally {
        for (const watcher of watchers) watcher.close();
        await Promise.all(readiness.map((one) => one.stop()));
        await crowd.leave();
        await several.close();
      }
    },
  };
}

interface World {
  several: Several;
  crowd: Crowd;
  watchers: readonly Watcher[];
  readiness: readonly Readiness[];
  /** Who dies with the blow. */
  dead: readonly Member[];
}

/** One blow, and what came of it. */
async function endure(
  world: World,
  blow: Blow,
  away: number,
  { staleAfter, every }: PostgresSettings,
) {
  const { several, crowd, watchers, readiness, dead } = world;
  const wordsBefore = watchers.map(({ deaf }) => deaf.length);
  for (const member of dead) member.alive = false;
  const struckAt = Date.now();
  await strike(blow, several, away);
  const backAt = Date.now();
  await until(READY_WITHIN * 2, () =>
    readiness.every((one) => (one.readySince() ?? 0) > backAt || one.refusals(struckAt) === 0),
  );
  const readyAt = Math.max(backAt, ...readiness.map((one) => one.readySince() ?? Date.now()));
  const ids = new Set(dead.map(({ id }) => id));
  const told = () => Math.min(...watchers.map((watcher) => watcher.deathsAmong(ids)));
  await until(staleAfter + FOUND_WITHIN + 5, () => told() === dead.length);
  const foundAfterSeconds = (Date.now() - backAt) / 1000;
  // Whoever would be killed wrongly, or told twice, has the time for it.
  await pause(staleAfter * 1000 + every);
  const living = crowd.members.filter(({ alive }) => alive);
  const livingIds = new Set(living.map(({ id }) => id));
  const deaths = watchers.flatMap(({ heard }) => heard.filter(({ what }) => what === 'failed'));
  const ofDead = deaths.filter(({ id }) => ids.has(id)).length;
  const isLong = blow !== 'backend' && away >= NOTICED_FROM;
  const gaps = await gapsOf(several, struckAt, readyAt);
  const told503 = readiness.filter((one) => one.refusals(struckAt) > 0).length;
  const toldDeaf = watchers.filter(({ deaf }, n) =>
    deaf.slice(wordsBefore[n]).includes(true),
  ).length;
  return {
    healthyKilled:
      living.filter(({ closed }) => closed !== null).length +
      deaths.filter(({ id }) => livingIds.has(id)).length,
    missed: dead.length - told(),
    toldTwice: Math.max(0, ofDead - watchers.length * dead.length),
    neverUnready: isLong ? readiness.length - told503 : 0,
    deafnessUntold: isLong ? watchers.length - toldDeaf : 0,
    absencesUnrecorded: isLong && gaps.seconds < away - 1 ? 1 : 0,
    absencesGivenTwice: gaps.overlaps,
    gapRows: gaps.rows,
    readyAfterSeconds: (readyAt - backAt) / 1000,
    foundAfterSeconds,
  };
}

/** The recorded gaps of that time; no two may be of the same moment. */
async function gapsOf({ query }: Several, from: number, to: number) {
  const rows = await query<{ startedAt: Date; endedAt: Date; reason: string }>(
    `SELECT "startedAt", "endedAt", "reason"::text FROM "HearingGap"
     WHERE "endedAt" > $1 AND "startedAt" < $2 ORDER BY "startedAt"`,
    [new Date(from), new Date(to)],
  );
  const spans = rows.map(({ startedAt, endedAt }) => [startedAt.getTime(), endedAt.getTime()]);
  const overlaps = spans.filter(([start = 0], n) => n > 0 && start < (spans[n - 1]?.[1] ?? 0));
  const length = spans.reduce((sum, [start = 0, end = 0]) => sum + end - start, 0);
  return { rows: rows.length, overlaps: overlaps.length, seconds: length / 1000 };
}

/** Each line that was acknowledged is there, and none twice. */
async function countLines(figures: Figures, crowd: Crowd): Promise<void> {
  for (const { id, acknowledged } of crowd.members) {
    const { run } = await crowd.get<{ run: { logs: { message: string }[] } }>(`/api/runs/${id}`);
    const kept = new Set(run.logs.map(({ message }) => message));
    const lost = acknowledged.filter((line) => !kept.has(line)).length;
    addTo(figures, {
      linesAcknowledged: acknowledged.length,
      linesLost: lost,
      linesTwice: run.logs.length - kept.size,
    });
  }
}

async function until(seconds: number, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) {
    if (isSo()) return;
  }
}
