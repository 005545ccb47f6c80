import { newsOf, type Told } from '../domain/news.ts';
import type {
  ChangeFeed,
  ChangeNote,
  Clock,
  Deadlines,
  Live,
  Log,
  RunStore,
  StaleStore,
  Startable,
  Suspects,
  ToldRuns,
} from '../domain/ports.ts';
import { presentRun, type Run, type RunRecord } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import { presentSweep } from '../domain/sweep.ts';
import { type Millis, seconds } from '../domain/time.ts';
import type { StormGuard } from './storm-guard.ts';

/** Milliseconds in which notes are gathered before what they name is read. */
export const GATHER_INTERVAL: Millis = 25;

/** Milliseconds after a read that failed. */
export const RETRY_AFTER: Millis = seconds(1);

/** How many runs are read at one go; between two parts the loop has a turn. */
const PART = 500;

/** How much of the past counts as now, for two clocks that follow one: milliseconds. */
const TOLERANCE: Millis = seconds(5);

/** The parts that {@link createFeed} stands on. */
export interface FeedParts {
  changes: ChangeFeed;
  store: Pick<StaleStore, 'byIds' | 'sweepsById'>;
  runs: Pick<RunStore, 'running'>;
  live: Live & ToldRuns;
  guard: Pick<StormGuard, 'learn'>;
  deadlines: Deadlines;
  suspects: Suspects;
  clock: Clock;
  log: Log;
}

/**
 * Tells this node's dashboards, and its timers, what other nodes did. A note only names runs: they
 * are read as they are now and compared with what was told last, so that nothing is told twice, and
 * a node that was cut off learns the rest by looking at all that runs.
 */
export function createFeed(parts: FeedParts): Startable {
  const { changes, store, live, guard, clock, log } = parts;
  /** The runs to look at, each with the pass that wrote it. */
  let pending = new Map<string, string | null>();
  let sweeps: string[] = [];
  let everything = false;
  let since: Millis = Number.POSITIVE_INFINITY;
  let working: Promise<void> | null = null;
  let callOff = () => {};
  let end: (() => Promise<void>) | null = null;
  let running = false;

  return {
    async start() {
      running = true;
      since = clock.now() - TOLERANCE;
      end = await changes.listen(hear);
    },
    async stop() {
      running = false;
      callOff();
      await end?.();
      end = null;
      await working;
    },
  };

  function hear(note: ChangeNote): void {
    if (note.what === 'everything') everything = true;
    else if (note.what === 'swept') sweeps.push(note.sweep);
    else for (const id of note.runs) pending.set(id, note.sweep ?? pending.get(id) ?? null);
    workIn(GATHER_INTERVAL);
  }

  function workIn(ms: Millis): void {
    if (!running || working !== null) return;
    working = new Promise<void>((done) => {
      const stop = clock.after(ms, () => void work().then(done));
      callOff = () => {
        stop();
        done();
      };
    }).then(() => {
      working = null;
      if (pending.size > 0 || sweeps.length > 0 || everything) workIn(GATHER_INTERVAL);
    });
  }

  async function work(): Promise<void> {
    const [named, passes, all] = [pending, sweeps, everything];
    [pending, sweeps, everything] = [new Map(), [], false];
    try {
      // First what is known to have been written by a pass, which the look at all does not know.
      await lookAt([...named.keys()], named);
      if (all) await lookAtAll();
      for (const sweep of await store.sweepsById(passes)) live.swept(presentSweep(sweep));
    } catch (error) {
      // What is missed now is found by a look at everything, once that can be read again.
      log.warn('what other nodes did could not be read; trying again soon', { error });
      everything = true;
      sweeps = [...passes, ...sweeps];
      for (const [id, sweep] of named) pending.set(id, pending.get(id) ?? sweep);
      await new Promise<void>((fire) => {
        const stop = clock.after(RETRY_AFTER, fire);
        callOff = () => {
          stop();
          fire();
        };
      });
    }
  }

  /** What runs in the database, and what this node still believes to run. */
  async function lookAtAll(): Promise<void> {
    const alive = await parts.runs.running(clock.now());
    await tellOf(alive, new Map());
    const ids = new Set(alive.map(({ id }) => id));
    await lookAt(
      live.liveRuns().filter((id) => !ids.has(id)),
      new Map(),
    );
  }

  async function lookAt(
    ids: readonly string[],
    sweepOf: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    for (let from = 0; from < ids.length; from += PART) {
      await tellOf(await store.byIds(ids.slice(from, from + PART), clock.now()), sweepOf);
      await new Promise<void>((turn) => setImmediate(turn));
    }
  }

  async function tellOf(
    records: readonly RunRecord[],
    sweepOf: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    const now = clock.now();
    for (const record of records) {
      const run = presentRun(record, signOfLife(record, now).at);
      tell(live.told(run.id), run, sweepOf.get(run.id) ?? null);
      if (record.status !== 'RUNNING') continue;
      parts.deadlines.notice(record.deadlineAt);
      parts.suspects.notice(record.suspectAt);
    }
    await guard.learn(records);
  }

  function tell(told: Told, run: Run, sweepId: string | null): void {
    for (const news of newsOf(told, run, since)) {
      if (news === 'ended') live.ended(run, sweepId);
      else live[news](run);
    }
  }
}
