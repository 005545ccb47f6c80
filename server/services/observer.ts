import { inWords } from '../domain/duration.ts';
import { Problem } from '../domain/errors.ts';
import {
  type Gap,
  type GapReason,
  type Hearing,
  type Observation,
  PROOF_INTERVAL,
  type Proof,
  prove,
  UNBROKEN,
  UNOBSERVED,
  withGap,
} from '../domain/hearing.ts';
import { ALONE, type Company } from '../domain/node.ts';
import type {
  Bulletin,
  Clock,
  Deadlines,
  Ear,
  HearingStore,
  Live,
  Log,
  Metrics,
  StaleStore,
  Startable,
  Suspects,
} from '../domain/ports.ts';
import { presentRun, type RunRecord } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import { type Millis, seconds } from '../domain/time.ts';
import { GAP_MEMORY, GAPS_REMEMBERED, recordOf, rememberedGaps } from './gap-memory.ts';

/** How long a giving back may take and be no gap, in milliseconds: who speaks then waits unread. */
const OWN_WORK_MAX: Millis = seconds(10);

/** The parts that {@link createObserver} stands on. */
export interface ObserverParts {
  store: HearingStore;
  /** Who was given time after a restart: whoever runs then. */
  runs: Pick<StaleStore, 'census'>;
  live: Live;
  deadlines: Deadlines;
  suspects: Suspects;
  bulletin: Bulletin;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** The other nodes as this start found them; absent: there are none. */
  company?: () => Company;
  /** Resolves when what has reached the process already has been read; real sockets unless told. */
  arrivals?: () => Promise<void>;
}

/**
 * Proves once a second that runs can be heard, and whenever it is asked to. It starts before the
 * startup's recovery, whose own traces in the database would hide for how long no server ran.
 * `start` throws `Problem('unavailable')` while the database is away.
 */
export function createObserver(parts: ObserverParts): Ear & Startable {
  const { store, live, deadlines, suspects, bulletin, clock, log, metrics } = parts;
  const { arrivals = socketsRead } = parts;
  let observation: Observation = UNOBSERVED;
  let hearing: Hearing = UNBROKEN;
  /** The time without a server, until it is recorded. */
  let restart: Gap | null = null;
  let underWay: Promise<Millis> | null = null;
  let waiting: Promise<Millis> | null = null;
  let running = false;
  /** Whether the gap that has not ended yet has been told of. */
  let toldDeaf = false;
  let callOff = () => {};

  return {
    async start() {
      if (running) return;
      const gaps = await rememberedGaps(store, clock.now());
      const { heard, lastAliveAt } = parts.company?.() ?? ALONE;
      const alive = latest(await store.lastAliveAt(clock.now()), lastAliveAt);
      const boot = proofNow();
      hearing = { ...UNBROKEN, since: boot.now, gaps };
      const from = Math.max(alive ?? boot.now, gaps.at(-1)?.to ?? 0);
      // Where another node heard, nothing was missed.
      if (!heard && from < boot.now) {
        restart = { reason: 'restarted', from, to: boot.now };
        hearing = remember(restart);
      }
      observation = prove(UNOBSERVED, boot).after;
      running = true;
      arm();
    },
    async stop() {
      running = false;
      callOff();
      await (waiting ?? underWay)?.catch(() => {});
    },
    settle,
    hearing() {
      const gap = openGap();
      return gap === null ? hearing : { ...remember(gap), since: null, deaf: gap };
    },
  };

  /** The gap that no proof has ended yet: a report may be committed after it and before the proof. */
  function openGap(): Gap | null {
    return prove(observation, proofNow()).gap;
  }

  /** A standstill or a leap is over when it is noticed; while the database is away that is told. */
  function tellDeafness(): void {
    if (toldDeaf || !observation.refused || openGap() === null) return;
    toldDeaf = true;
    bulletin.changed();
  }

  function arm(): void {
    if (!running) return;
    callOff = clock.after(PROOF_INTERVAL, () => {
      // The loop turns, but the database has not answered for all that time.
      if (underWay !== null) refused();
      else void settle().catch(() => {});
      tellDeafness();
      arm();
    });
  }

  /** One at a time. Who comes while one is under way shares the next: its sockets are read later. */
  function settle(): Promise<Millis> {
    if (waiting !== null) return waiting;
    if (underWay === null) return begin();
    waiting = underWay
      .catch(() => {})
      .then(() => {
        waiting = null;
        return begin();
      });
    return waiting;
  }

  function begin(): Promise<Millis> {
    underWay = attempt().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  async function attempt(): Promise<Millis> {
    try {
      const asOf = clock.now();
      await arrivals();
      await store.probe();
      if (restart !== null) await recordRestart(restart);
      const proof = proofNow();
      const { after, gap } = prove(observation, proof);
      if (gap !== null) await giveBack(gap);
      // Not before it is given back: what fails here is part of the next gap.
      observation = after;
      if (gap !== null) overlookOwnWork(proof);
      return asOf;
    } catch (error) {
      refused();
      if (!(error instanceof Problem)) log.error('the hearing could not be proven', { error });
      throw error;
    }
  }

  /** Or the giving back to very many runs, which takes its time, would itself be the next gap. */
  function overlookOwnWork(since: Proof): void {
    const done = proofNow();
    if (done.now - since.now <= OWN_WORK_MAX) observation = prove(UNOBSERVED, done).after;
  }

  function refused(): void {
    observation = { ...observation, refused: true };
  }

  async function giveBack(gap: Gap): Promise<void> {
    const moved = await store.giveBack(gap, recordOf(gap), gap.to);
    hearing = remember(gap);
    for (const run of moved) live.progressed(presentRun(run, signOfLife(run, gap.to).at));
    if (moved.length > 0) {
      deadlines.notice(earliest(moved, 'deadlineAt'));
      suspects.notice(earliest(moved, 'suspectAt'));
    }
    announce(gap, moved.length);
  }

  /** The recovery has given whoever still runs its time: this only says so. */
  async function recordRestart(gap: Gap): Promise<void> {
    const { live: runs } = await parts.runs.census();
    await store.recordGap({ ...recordOf(gap), runs });
    restart = null;
    announce(gap, runs);
  }

  function announce({ reason, from, to }: Gap, runs: number): void {
    const deaf = inWords(Math.ceil((to - from) / 1000));
    log.warn(`no run could be heard for ${deaf}: ${WHY[reason]}`, { reason, from, to, runs });
    metrics.count('flatline_hearing_gaps_total', { reason });
    toldDeaf = false;
    bulletin.changed();
  }

  function remember(gap: Gap): Hearing {
    const { since, gaps } = withGap(hearing, gap, GAP_MEMORY);
    return { ...UNBROKEN, since, gaps: gaps.slice(-GAPS_REMEMBERED) };
  }

  function proofNow(): Proof {
    return { now: clock.now(), steady: clock.steady() };
  }
}

const WHY: Record<GapReason, string> = {
  restarted: 'no server was running',
  database: 'the database could not be written',
  blocked: 'the server stood still',
  jumped: 'the clock leapt, as when the host sleeps',
};

/**
 * When a process wakes, its timers fire before its sockets are read. A report that waits there came
 * in time: in these turns of the loop a waiting connection is taken, its request read, and its
 * write queued, ahead of whatever whoever called does next.
 */
async function socketsRead(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((read) => setImmediate(read));
}

function latest(one: Millis | null, other: Millis | null): Millis | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function earliest(runs: readonly RunRecord[], time: 'deadlineAt' | 'suspectAt'): Millis {
  return runs.reduce((least, run) => Math.min(least, run[time]), Number.POSITIVE_INFINITY);
}
