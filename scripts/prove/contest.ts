import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../bench/bench.ts';
import { createCaller } from '../../bench/caller.ts';
import type { Random } from '../../sim/engine/random.ts';
import type { WriteRecord } from './record.ts';
import type { Several } from './several.ts';
import { judgeTold } from './told.ts';
import { CHANNELS_MAX, openWatcher } from './watcher.ts';

/** How many the contest is about. */
export interface ContestSize {
  dead: number;
  /** How many passes of timers there must have been at the least. */
  timers: number;
  buttons: number;
}

/** Calls in flight to all servers at once. */
const CALLS = 12;
/** The patience of those who live on, in seconds: with all others silent, a storm would hold the dead. */
const A_WEEK = 604_800;
/** How long the last death may be told late, in milliseconds, before it counts as untold. */
const PATIENCE = 20_000;

/**
 * Runs that fall silent one after another, met by the timers of all servers and by buttons at once.
 * Yields what was written and told wrongly; all of it must be 0, and `timersShort` too.
 */
export async function contest(
  several: Several,
  record: WriteRecord,
  random: Random,
  { dead, timers, buttons }: ContestSize,
): Promise<Figures> {
  const urls = several.servers.map(({ url }) => url);
  // Each server's dashboards share the channels of the dead among them.
  const audience = Math.ceil(dead / CHANNELS_MAX);
  const watchers = await Promise.all(
    urls.flatMap((url) => Array.from({ length: audience }, () => openWatcher(url))),
  );
  const callers = urls.map((url) => createCaller({ url, connections: CALLS / urls.length }));
  const call = (path: string, body: unknown) => random.pick(callers).call('POST', path, body);
  try {
    const [begun] = await several.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    // Time for all to start and be watched, then about fifty deaths a second.
    const firstAfter = 4 + Math.ceil(dead / 16);
    const spread = 1 + Math.ceil(dead / 50);
    const alive = await startAll(dead, () => A_WEEK);
    const ids = await startAll(dead, () => random.int(firstAfter, firstAfter + spread));
    const shares = watchers.map((_, place) =>
      ids.filter((_, n) => n % audience === place % audience),
    );
    await Promise.all(watchers.map((watcher, place) => watcher.watch(shares[place] ?? [])));
    const due = new Set(ids);
    const told = () => Math.min(...watchers.map((watcher) => watcher.deathsAmong(due)));
    const watchedBeforeDeaths = watchers.every((watcher) => watcher.deathsAmong(due) === 0);
    while (told() === 0) await pause(20);
    const pressed = Array.from({ length: buttons }, () => press(ids, spread * 1000));
    const refusals = (await Promise.all(pressed)).filter((status) => status !== 201).length;
    const until = Date.now() + spread * 1000 + PATIENCE;
    while (told() < ids.length && Date.now() < until) await pause(100);
    // Whoever would tell something twice had the time for it.
    await pause(3000);
    const passes = await several.query<{ id: string; trigger: string; marked: number }>(
      `SELECT "id", "trigger"::text, "marked" FROM "Sweep"
       WHERE "startedAt" BETWEEN $1 AND clock_timestamp() - interval '2 seconds'`,
      [begun?.at],
    );
    const sweepIds = passes.map(({ id }) => id);
    const clicks = passes.filter(({ trigger }) => trigger === 'manual').length;
    const byTimers = passes.length - clicks;
    const figures: Figures = {
      dead: ids.length,
      timerSweeps: byTimers,
      buttons,
      buttonSweeps: clicks,
      dashboards: watchers.length,
      sweepsThatMarked: passes.filter(({ marked }) => marked > 0).length,
      timersShort: Math.max(0, timers - byTimers),
      watchedTooLate: watchedBeforeDeaths ? 0 : 1,
      buttonsRefused: refusals,
      ...(await record.endedBy(ids)),
      ...(await record.judge(ids)),
      livingKilled: alive.length - (await countRunning(alive)),
    };
    for (const [place, { heard }] of watchers.entries()) {
      const watched = new Set(shares[place]);
      addTo(figures, judgeTold(heard, { runIds: ids, watched, sweepIds }));
    }
    return figures;
  } finally {
    for (const watcher of watchers) watcher.close();
    for (const caller of callers) caller.close();
  }

  async function startAll(count: number, staleAfter: () => number): Promise<string[]> {
    const ids: string[] = [];
    const one = async () => {
      while (ids.length < count) {
        const place = ids.push('') - 1;
        const scraper = `shop-${place % 20}`;
        const body = { scraper, staleAfterSeconds: staleAfter(), phase: 'detail' };
        const { status, text } = await call('/api/runs', body);
        if (status !== 201) throw new Error(`A start was answered with ${status}: ${text}`);
        ids[place] = (JSON.parse(text) as { run: { id: string } }).run.id;
      }
    };
    await Promise.all(Array.from({ length: CALLS }, one));
    return ids;
  }

  /** Some time within `within` milliseconds, on any server, of all or of some. */
  async function press(ids: readonly string[], within: number): Promise<number> {
    await pause(random.int(0, within));
    const runIds = random.shuffle(ids).slice(0, Math.ceil(ids.length / 10));
    return (await call('/api/sweeps', random.chance(1 / 2) ? { runIds } : {})).status;
  }

  async function countRunning(ids: readonly string[]): Promise<number> {
    const [row] = await several.query<{ runs: number }>(
      `SELECT COUNT(*)::int AS runs FROM "ScrapeRun" WHERE "status" = 'RUNNING' AND "id" = ANY($1)`,
      [ids],
    );
    return row?.runs ?? 0;
  }
}

/** Adds each of `more` to the figure of its name. */
export function addTo(figures: Figures, more: Figures): void {
  for (const [name, figure] of Object.entries(more)) {
    figures[name] = (figures[name] ?? 0) + figure;
  }
}
