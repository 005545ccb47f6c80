import { randomBytes } from 'node:crypto';
import { type Findings, holding } from '../domain/findings.ts';
import { uuidV7 } from '../domain/ids.ts';
import type {
  Bulletin,
  Clock,
  Log,
  Metrics,
  StaleStore,
  Storms,
  SweepWrite,
  SweepWritten,
} from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import { judge } from '../domain/staleness.ts';
import {
  type Census,
  isHeld,
  isLateComer,
  presentStorm,
  type StormRecord,
  silentOf,
  weigh,
} from '../domain/storm.ts';
import { type Millis, seconds, toIso } from '../domain/time.ts';

/** Milliseconds between two looks at a storm. */
export const STORM_LOOK_INTERVAL: Millis = seconds(1);

/** What an automatic pass may do with what it found. */
export interface Weighed {
  found: Findings;
  hold: SweepWrite['hold'];
  /** The storm that holds them; null when none is held. */
  storm: StormRecord | null;
  /** The runs that fell silent with a storm that is over; absent: none. */
  lateComers?: ReadonlySet<string>;
}

/** Holds many runs that fell silent together, for one extra window. One storm at a time, in memory. */
export interface StormGuard extends Storms {
  /** Moves those of `found` that are to be held to the spared. Decides, and does nothing yet. */
  weigh(found: Findings, census: Census, now: Millis): Weighed;
  /** After the commit of any pass: begins the storm, widens it, or sees that it is over. */
  passed(weighed: Pick<Weighed, 'storm'>, written: SweepWritten): Promise<void>;
  /** Learns of the storm that another node holds these runs for; the others are left out. */
  learn(runs: readonly RunRecord[]): Promise<void>;
  /** Looks no more; tolerates twice. */
  stop(): Promise<void>;
}

/** The parts that {@link createStormGuard} stands on. */
export interface StormGuardParts {
  store: Pick<StaleStore, 'byIds' | 'census'>;
  bulletin: Bulletin;
  clock: Clock;
  metrics: Metrics;
  log: Log;
}

export function createStormGuard(parts: StormGuardParts): StormGuard {
  const { store, bulletin, clock, metrics, log } = parts;
  /** With no runs: over, but remembered for those that fell silent with them. */
  let storm: StormRecord | null = null;
  let callOff = () => {};

  return {
    weigh(found, census, now) {
      const silent = found.stale
        .filter(({ run, verdict }) => verdict === 'silent' && !isHeld(run, now))
        .map(({ run }) => run);
      const late = silent.filter((run) => isLateComer(run, storm, now));
      const lateComers = new Set(late.map(({ id }) => id));
      const weighed = weigh(silent, census, storm, now);
      if (weighed.verdict === 'mark') return { found, hold: null, storm: null, lateComers };
      const { until, runs } = weighed;
      return {
        lateComers,
        found: holding(found, new Set(runs)),
        hold: { runIds: runs.map(({ id }) => id), until },
        storm:
          storm?.until === until
            ? storm
            : {
                id: uuidV7(now, randomBytes(10)),
                startedAt: now,
                until,
                silent: silentOf(runs, census),
                live: census.live,
                runIds: [],
              },
      };
    },

    async passed(weighed, { held }) {
      if (weighed.storm !== null && held.length > 0) hold(weighed.storm, held);
      await tryToLook();
    },

    async learn(runs) {
      const now = clock.now();
      const known = new Set(storm?.runIds);
      const held = runs.filter((run) => isWaiting(run, now) && !known.has(run.id));
      const [first] = held;
      if (first === undefined) return;
      const { live } = await store.census();
      const until = Math.max(...held.map(({ deadlineAt }) => deadlineAt));
      const startedAt = Math.min(...held.map(({ heldAt }) => heldAt ?? now));
      const { id } = storm?.until === until ? storm : { id: uuidV7(startedAt, randomBytes(10)) };
      hold(
        {
          id,
          startedAt,
          until,
          silent: held.length,
          live,
          runIds: storm?.until === until ? storm.runIds : [],
        },
        held,
      );
    },

    async current() {
      await look();
      return isRaging() && storm !== null ? presentStorm(storm) : null;
    },

    stop: async () => callOff(),
  };

  function hold(by: StormRecord, held: readonly RunRecord[]): void {
    const isNew = storm?.id !== by.id;
    storm = { ...by, runIds: [...new Set([...by.runIds, ...held.map(({ id }) => id)])] };
    if (isNew) {
      const { silent, live, until } = storm;
      metrics.count('flatline_storms_total');
      log.warn('many runs fell silent together and are held', {
        silent,
        live,
        until: toIso(until),
      });
      keepLooking();
    }
    bulletin.changed();
  }

  function keepLooking(): void {
    callOff();
    callOff = clock.after(STORM_LOOK_INTERVAL, async () => {
      await tryToLook();
      if (isRaging()) keepLooking();
    });
  }

  /** A look that fails is made up by the next: the pass that asked for it has been committed. */
  async function tryToLook(): Promise<void> {
    await look().catch((error: unknown) => log.warn('the storm could not be looked at', { error }));
  }

  async function look(): Promise<void> {
    const before = storm;
    if (before === null || !isRaging()) return;
    const runs = await store.byIds(before.runIds, clock.now());
    // Who looked meanwhile knows as much; who held more knows more.
    if (storm !== before) return;
    const now = clock.now();
    const still = runs.filter((run) => isWaiting(run, now));
    // A gap in the hearing moves their deadline on, and the end of the storm with it.
    const until = Math.max(before.until, ...still.map(({ deadlineAt }) => deadlineAt));
    if (still.length === before.runIds.length && until === before.until) return;
    const isOver = still.length === 0;
    // One that ended before its time was none, or an operator has decided: the next is a new one.
    storm = isOver && now < until ? null : { ...before, until, runIds: still.map(({ id }) => id) };
    if (isOver) log.info('the runs that fell silent together are held no more');
    bulletin.changed();
  }

  function isRaging(): boolean {
    return storm !== null && storm.runIds.length > 0;
  }
}

/** Whether `run` waits for the end of the storm: still silent, and not given time by an operator. */
function isWaiting(run: RunRecord, now: Millis): boolean {
  if (judge(run, now, 'sign') !== 'silent' || run.deadlineAt <= now) return false;
  return isHeld(run, now) && (run.grantedUntil ?? 0) <= (run.heldAt ?? 0);
}
