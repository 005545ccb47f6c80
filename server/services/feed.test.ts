import { describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import type { ChangeNote, Live } from '../domain/ports.ts';
import { createLive } from '../live/live.ts';
import { aMark, anId, aRun, aSweep, aSweepWrite, reportTo } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { createRecordingLog, createRecordingMetrics } from '../testing/quiet.ts';
import { openTestStore } from '../testing/store.ts';
import { createFeed, GATHER_INTERVAL, RETRY_AFTER } from './feed.ts';

const STALE = NEW_YEAR + 600_000;

/** A node that hears of what another one wrote to the same database, when `note` says so. */
async function setup() {
  const clock = createFakeClock();
  const { store } = await openTestStore({ clock });
  const live = createLive({ clock, log: createRecordingLog(), metrics: createRecordingMetrics() });
  const told: string[] = [];
  const noticed: number[] = [];
  const learnt: string[] = [];
  let hear: (note: ChangeNote) => void = () => {};
  let down = false;
  const feed = createFeed({
    changes: {
      listen: async (heard) => {
        hear = heard;
        heard({ what: 'everything' });
        return async () => {
          hear = () => {};
        };
      },
    },
    store: {
      byIds: async (...asked) => {
        if (down) throw new Problem('unavailable', 'It is away.');
        return store.stale.byIds(...asked);
      },
      sweepsById: store.stale.sweepsById,
    },
    runs: store.runs,
    live: recording(live, told),
    guard: { learn: async (runs) => void learnt.push(...runs.map(({ id }) => id)) },
    deadlines: { notice: (at) => void noticed.push(at) },
    suspects: { notice: () => {} },
    clock,
    log: createRecordingLog(),
  });
  return {
    store,
    clock,
    feed,
    told,
    noticed,
    learnt,
    /** Hears that these runs were written, and waits until that was told. */
    async note(ns: number[], sweep: string | null = null) {
      hear({ what: 'runs', runs: ns.map(anId), sweep });
      if (sweep !== null) hear({ what: 'swept', sweep });
      await clock.advance(GATHER_INTERVAL);
    },
    async everything() {
      hear({ what: 'everything' });
      await clock.advance(GATHER_INTERVAL);
    },
    cutOff: (isDown: boolean) => {
      down = isDown;
    },
    beat: (n: number, at = clock.now()) => reportTo(store, anId(n), at, { type: 'heartbeat' }),
    async die(ns: number[], sweepId = anId(900)) {
      const runs = await store.stale.byIds(ns.map(anId), STALE);
      const marks = runs.map((run) => aMark(run, STALE));
      await store.stale.sweep(
        aSweepWrite({ now: STALE, marks, sweep: aSweep({ id: sweepId, startedAt: STALE }) }),
      );
    },
  };
}

/** The same channels, and what went over them, as `what run`. */
function recording<L extends Live>(live: L, told: string[]): L {
  const telling = [
    'started',
    'progressed',
    'suspected',
    'recovered',
    'stuck',
    'spokeAgain',
  ] as const;
  const short = (id: string) => Number.parseInt(id.slice(-12), 16);
  const wrapped = Object.fromEntries(
    telling.map((what) => [
      what,
      (run: Parameters<Live['started']>[0]) => {
        told.push(`${what} ${short(run.id)}`);
        live[what](run);
      },
    ]),
  );
  return {
    ...live,
    ...wrapped,
    ended(run, sweepId) {
      told.push(`ended ${short(run.id)} by ${sweepId === null ? 'nobody' : short(sweepId)}`);
      live.ended(run, sweepId);
    },
    swept: (sweep) => void told.push(`swept ${short(sweep.id)}`),
  };
}

async function started(count: number) {
  const app = await setup();
  for (let n = 1; n <= count; n += 1) await aRun(app.store, { id: anId(n) });
  await app.clock.advance(10_000);
  await app.feed.start();
  await app.clock.advance(GATHER_INTERVAL);
  app.told.length = 0;
  return app;
}

describe('what another node wrote', () => {
  test('is told as it is now: a start, a sign of life, an end', async () => {
    const { note, told, store, beat, clock } = await started(1);
    await aRun(store, { id: anId(2), now: clock.now() });
    await note([2]);
    await beat(1);
    await note([1]);
    await reportTo(store, anId(1), clock.now(), { type: 'finish', outcome: 'completed' });
    await note([1]);
    expect(told).toEqual(['started 2', 'progressed 1', 'ended 1 by nobody']);
  });

  test('is told once, however often it is noted', async () => {
    const { note, told, beat } = await started(1);
    await beat(1);
    await Promise.all([note([1]), note([1])]);
    await note([1]);
    expect(told).toEqual(['progressed 1']);
  });

  test('is told of deaths with the pass that marked them, and of the pass after them', async () => {
    const { note, told, die } = await started(3);
    await die([1, 2]);
    await note([1, 2], anId(900));
    await note([1, 2]);
    expect(told).toEqual(['ended 1 by 900', 'ended 2 by 900', 'swept 900']);
  });

  test('tells the timers of deadlines that they do not know', async () => {
    const { note, noticed, beat, clock } = await started(1);
    const now = clock.now();
    await beat(1);
    await note([1]);
    expect(noticed.at(-1)).toBe(now + 600_000);
  });

  test('tells the storm guard of whoever was written', async () => {
    const { note, learnt, beat } = await started(1);
    learnt.length = 0;
    await beat(1);
    await note([1]);
    expect(learnt).toEqual([anId(1)]);
  });
});

describe('a node that could not hear the others', () => {
  test('finds what has ended and what began meanwhile', async () => {
    const { everything, told, die, store, clock } = await started(3);
    await die([1, 3]);
    await aRun(store, { id: anId(4), now: clock.now() });
    await everything();
    expect(new Set(told)).toEqual(new Set(['started 4', 'ended 1 by nobody', 'ended 3 by nobody']));
  });

  test('tells what it could not read as soon as it can', async () => {
    const { note, told, die, cutOff, clock } = await started(2);
    await die([1]);
    cutOff(true);
    await note([1], anId(900));
    expect(told).toEqual([]);
    cutOff(false);
    await clock.advance(RETRY_AFTER + GATHER_INTERVAL);
    expect(told).toEqual(['ended 1 by 900', 'swept 900']);
  });
});

test('a start learns all that runs, so that a suspicion is news and not a first sight', async () => {
  const { note, told, store, clock } = await started(1);
  const [run] = await store.stale.byIds([anId(1)], clock.now());
  const suspicion = { suspectedAt: clock.now(), suspectAt: clock.now() + 1 };
  await store.suspicion.settle([{ id: anId(1), rev: run?.rev ?? 0, ...suspicion }], clock.now());
  await note([1]);
  expect(told).toEqual(['progressed 1', 'suspected 1']);
});

test('a stop waits for what is being told and hears nothing more', async () => {
  const { feed, note, told, beat } = await started(1);
  await feed.stop();
  await beat(1);
  await note([1]);
  expect(told).toEqual([]);
  await feed.stop();
});
