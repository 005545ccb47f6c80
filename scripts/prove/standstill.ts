import { randomUUID } from 'node:crypto';
import { kill } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Figures } from '../../bench/bench.ts';
import type { WriteRecord } from './record.ts';
import { nameOf, type Several } from './several.ts';
import { judgeTold } from './told.ts';
import { openWatcher, type Watcher } from './watcher.ts';

/** How a server is stopped. */
export interface StandstillSettings {
  dead: number;
  /** Seconds until it goes on. */
  stopFor: number;
  /** Seconds until its open transaction is broken off; unless told PostgreSQL does that by itself. */
  breakOffAfter?: number;
}

/** Nothing that is waited for takes longer, in milliseconds. */
const PATIENCE = 60_000;
/** Seconds within which runs that die while a server stands still must be found by another. */
const STALE_AFTER = 2;

/**
 * A server is stopped (SIGSTOP) in the middle of a pass: it has marked the dead, and has not
 * committed. The others mark them; it goes on, and changes nothing that they settled.
 * Yields what went wrong, which must be 0, and how long the others needed.
 */
export async function standstill(
  several: Several,
  record: WriteRecord,
  { dead, stopFor, breakOffAfter }: StandstillSettings,
): Promise<Figures> {
  const { servers } = several;
  const watchers = await Promise.all(servers.map(({ url }) => openWatcher(url)));
  const holder = await several.connect();
  let stopped: number | null = null;
  try {
    const ids = await insertDoomed(several, dead);
    await Promise.all(watchers.map((watcher) => watcher.watch(ids)));
    await untilArmed(several, ids);
    const session = await holdLast(holder, ids);
    const place = servers.findIndex((_, at) => nameOf(at) === session.name);
    const pid = servers[place]?.pid ?? 0;
    kill(pid, 'SIGSTOP');
    stopped = pid;
    const stoppedAt = Date.now();
    await holder.query('ROLLBACK');
    const others = watchers.filter((_, at) => at !== place);
    const isOpen = await stateOf(holder, session.pid);
    if (breakOffAfter !== undefined) {
      await pause(breakOffAfter * 1000);
      await holder.query('SELECT pg_terminate_backend($1)', [session.pid]);
    }
    await untilTold(others, ids);
    const foundAfterSeconds = (Date.now() - stoppedAt) / 1000;
    const later = await dieMeanwhile(
      several,
      servers.findIndex((_, at) => at !== place),
      others,
    );
    await pause(Math.max(0, stoppedAt + stopFor * 1000 - Date.now()));
    const stoodFor = (Date.now() - stoppedAt) / 1000;
    kill(pid, 'SIGCONT');
    stopped = null;
    await untilReady(servers[place]?.url ?? '');
    // It has time for all that it was about to do.
    await pause(Math.min(5, stopFor) * 1000);
    const all = [...ids, ...later.ids];
    const wrong = await record.judge(all);
    const toldWrong = others.map(({ heard }) => judgeTold(heard, { runIds: ids, sweepIds: [] }));
    const own = judgeTold(watchers[place]?.heard ?? [], { runIds: ids, sweepIds: [] });
    const total = (name: keyof typeof own) => toldWrong.reduce((sum, one) => sum + one[name], 0);
    return {
      stoodForSeconds: stoodFor,
      notInThePass: isOpen === 'idle in transaction' ? 0 : 1,
      endedByTheStopped: (await record.endedBy(ids))[`endedBy_${session.name}`] ?? 0,
      foundAfterSeconds,
      laterFoundLateMs: later.lateMs,
      ...wrong,
      deathsUntold: total('deathsUntold'),
      channelsLeftOpen: total('channelsLeftOpen'),
      outOfOrder: total('outOfOrder'),
      // Its own dashboards may have turned away from it meanwhile, but nobody hears it twice.
      deathsToldTwice: total('deathsToldTwice') + own.deathsToldTwice,
      channelsClosedTwice: total('channelsClosedTwice') + own.channelsClosedTwice,
    };
  } finally {
    if (stopped !== null) kill(stopped, 'SIGCONT');
    for (const watcher of watchers) watcher.close();
    await holder.end();
  }
}

/** Rows of another program, of runs that all become stale at the same moment in some seconds. */
async function insertDoomed({ query }: Several, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID()).sort();
  const seconds = 3 + count / 200;
  await query(
    `INSERT INTO "ScrapeRun" ("id", "scraperId", "startedAt", "staleAfterSeconds", "origin")
     SELECT id, (SELECT MIN("id") FROM "Scraper"), clock_timestamp() + make_interval(secs => $2), 1, 'REMOTE'
     FROM unnest($1::text[]) AS id`,
    [ids, seconds],
  );
  return ids;
}

/** Until a pass has looked at them all: from then on they wait for one deadline. */
async function untilArmed({ query }: Several, ids: readonly string[]): Promise<void> {
  await until(async () => {
    const [row] = await query<{ armed: boolean }>(
      `SELECT bool_and("deadlineAt" > clock_timestamp()) AS armed FROM "ScrapeRun" WHERE "id" = ANY($1)`,
      [ids],
    );
    return row?.armed === true;
  });
}

/** Locks the last run; resolves with the session whose pass holds the others and waits for it. */
async function holdLast(
  holder: pg.Client,
  ids: readonly string[],
): Promise<{ name: string; pid: number }> {
  await holder.query('BEGIN');
  await holder.query(`SELECT 1 FROM "ScrapeRun" WHERE "id" = $1 FOR UPDATE`, [ids.at(-1)]);
  let found: { name: string; pid: number } | undefined;
  await until(async () => {
    const { rows } = await holder.query<{ name: string; pid: number }>(
      `SELECT application_name AS name, pid FROM pg_stat_activity
       WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))`,
    );
    found = rows[0];
    return found !== undefined;
  });
  if (found === undefined) throw new Error('No server met the locked run.');
  return found;
}

/** What the session does once its statement has ended. */
async function stateOf(holder: pg.Client, pid: number): Promise<string> {
  let state = '';
  await until(async () => {
    const { rows } = await holder.query<{ state: string }>(
      'SELECT state FROM pg_stat_activity WHERE pid = $1',
      [pid],
    );
    state = rows[0]?.state ?? '';
    return state !== 'active';
  });
  return state;
}

/** Runs that start at a server that goes on, and die. */
async function dieMeanwhile({ servers }: Several, at: number, others: readonly Watcher[]) {
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    const answer = await fetch(`${servers[at]?.url}/api/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scraper: 'later', staleAfterSeconds: STALE_AFTER }),
    });
    const { run } = (await answer.json()) as { run: { id: string } };
    ids.push(run.id);
  }
  const dueAt = Date.now() + STALE_AFTER * 1000;
  await untilTold(others, ids);
  return { ids, lateMs: Math.max(0, Date.now() - dueAt) };
}

async function untilTold(watchers: readonly Watcher[], ids: readonly string[]): Promise<void> {
  const meant = new Set(ids);
  await until(async () => watchers.every((watcher) => watcher.deathsAmong(meant) === meant.size));
}

async function untilReady(url: string): Promise<void> {
  await until(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200);
}

/** Asks again and again; what does not come is seen by whoever counts afterwards. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(20))
    if (await isSo()) return;
}
