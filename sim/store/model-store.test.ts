import { describe, expect, test } from 'vitest';
import { planReport, type RunEvent } from '../../server/domain/report.ts';
import { signOfLife } from '../../server/domain/staleness.ts';
import { suspicionOf } from '../../server/domain/suspicion.ts';
import { aGap, aMark, aNewRun, anId, aSweep, aSweepWrite } from '../../server/testing/factories.ts';
import { createRandom, type Random } from '../engine/random.ts';
import { openTwoStores as setup, type TwoStores } from '../testing/two-stores.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Runs that were started, by number. */
interface Scene extends TwoStores {
  random: Random;
  runs: string[];
  /** Ids of sweeps and gaps. */
  n: number;
}

async function start(scene: Scene): Promise<void> {
  const { random, clock, runs } = scene;
  const id = anId(runs.length + 1);
  const run = aNewRun({
    id,
    scraper: random.chance(0.5) ? 'books' : 'shoes',
    origin: random.chance(0.7) ? 'REMOTE' : 'LOCAL',
    phase: runs.length % 3 === 0 ? 'start' : null,
    staleAfterSeconds: runs.length % 4 === 0 ? 90 : null,
    idempotencyKey: random.chance(0.2) ? 'again' : null,
    now: clock.now(),
  });
  const started = await scene.both((store) => store.runs.start(run));
  if (started.verdict === 'started') runs.push(id);
}

async function report(scene: Scene): Promise<void> {
  const { random, clock, runs } = scene;
  const id = random.pick(runs);
  const now = clock.now();
  const kinds: RunEvent[] = [
    { type: 'heartbeat' },
    { type: 'phase', phase: `part ${random.int(1, 3)}` },
    { type: 'progress', done: random.int(0, 3), total: 9 },
    { type: 'log', level: 'info', message: 'a page' },
    { type: 'error', errorType: 'odd', message: 'a page was odd', url: 'http://x.test/' },
    { type: 'finish', outcome: random.pick(['completed', 'failed', 'cancelled'] as const) },
  ];
  const seq = random.chance(0.5) ? random.int(0, 40) : null;
  const events = [
    { ...(random.chance(0.1) ? random.pick(kinds) : random.pick(kinds.slice(0, 5))), seq },
  ];
  await scene.both((store) =>
    store.runs.report(id, now, (run) =>
      planReport(run, events, now, now - signOfLife(run, now).at),
    ),
  );
}

async function pass(scene: Scene): Promise<void> {
  const { random, clock } = scene;
  const now = clock.now();
  const due = await scene.both(({ stale }) => stale.due(now));
  await scene.both(({ stale }) => stale.notDue(now));
  await scene.both(({ stale }) => stale.census());
  const holds = random.chance(0.3);
  scene.n += 1;
  const runIds = due.map(({ id }) => id);
  const verdictOf = (stuckAt: number | null) => (stuckAt === null ? 'silent' : 'stuck');
  const write = aSweepWrite({
    now,
    rule: random.chance(0.2) ? 'sign' : 'deadline',
    // Whoever has spoken is among the marks as well: the commit has to spare it.
    marks: holds ? [] : due.map((run) => aMark(run, now, verdictOf(run.stuckAt))),
    hold: holds ? { runIds, until: now + 2 * MINUTE } : null,
    rearm: runIds.slice(0, 3),
    sweep: aSweep({ id: anId(0x1000 + scene.n), startedAt: now }),
  });
  await scene.both(({ stale }) => stale.sweep(write));
}

async function look(scene: Scene): Promise<void> {
  const now = scene.clock.now();
  const candidates = await scene.both(({ suspicion }) => suspicion.candidates(now));
  await scene.both(({ suspicion }) => suspicion.suspected(now));
  const writes = candidates.map((run) => ({ id: run.id, rev: run.rev, ...suspicionOf(run, now) }));
  await scene.both(({ suspicion }) => suspicion.settle(writes, now));
  await scene.both(({ suspicion }) => suspicion.nextSuspectAt());
}

async function gap(scene: Scene): Promise<void> {
  const { random, clock } = scene;
  const to = clock.now();
  const from = to - random.int(5, 300) * SECOND;
  scene.n += 1;
  const record = aGap({ id: anId(0x1000 + scene.n), startedAt: from, endedAt: to });
  await scene.both(({ hearing }) => hearing.giveBack({ reason: 'blocked', from, to }, record, to));
  await scene.both(({ hearing }) => hearing.gaps({ cursor: null, limit: 5 }));
  await scene.both(({ hearing }) => hearing.lastAliveAt(to));
}

async function operate(scene: Scene): Promise<void> {
  const { random, clock, runs } = scene;
  const now = clock.now();
  if (random.chance(0.5)) {
    const id = random.pick(runs);
    await scene.both((store) => store.runs.requestCancel(id, now));
    return;
  }
  const runIds = [...new Set([random.pick(runs), random.pick(runs), anId(0xfffff)])];
  await scene.both(({ grants }) =>
    grants.grant({ runIds, seconds: 600, actor: 'me', reason: 'why not', now }),
  );
}

async function boot(scene: Scene): Promise<void> {
  const now = scene.clock.now();
  scene.n += 1;
  const sweep = aSweep({ id: anId(0x1000 + scene.n), trigger: 'startup', startedAt: now });
  await scene.both(({ stale }) =>
    stale.recover({ now, origins: ['LOCAL'], errorOf: (run) => aMark(run, now).error, sweep }),
  );
}

async function wait(scene: Scene): Promise<void> {
  await scene.clock.advance(scene.random.int(1, 90) * SECOND);
}

async function readAll(scene: Scene): Promise<void> {
  const now = scene.clock.now();
  await scene.both(({ stale }) => stale.nextDeadline());
  await scene.both(({ stale }) => stale.sweeps({ cursor: null, limit: 3 }));
  await scene.both(({ runs }) => runs.running(now));
  await scene.both(({ runs }) => runs.countRunning());
  await scene.both(({ runs }) => runs.recentlyFailed(now - MINUTE, 50, now));
  await scene.both(async ({ scrapers }) => ({ ...(await scrapers.find('books')), id: '' }));
  await scene.expectSameRows();
}

/** What happens, as often as it stands here. */
const DEEDS = [start, report, report, report, report, wait, wait, pass, look, operate, gap];

describe('the model of the store', () => {
  test.each([1, 2, 3, 4])('answers as SQLite does, whatever happens (%i)', async (seed) => {
    const scene: Scene = { ...(await setup()), random: createRandom(seed), runs: [], n: 0 };
    for (let index = 0; index < 6; index += 1) await start(scene);
    const change = { whenStuck: 'fail', stuckAfterSeconds: 60 } as const;
    await scene.both(async ({ scrapers }) => ({
      ...(await scrapers.change('shoes', change)),
      id: '',
    }));
    for (let index = 0; index < 120; index += 1) {
      await scene.random.pick(DEEDS)(scene);
      if (index % 30 === 29) await readAll(scene);
      if (index === 70) await boot(scene);
    }
    await readAll(scene);
    const ended = [...scene.tables.rows.values()].filter(
      ({ record }) => record.status !== 'RUNNING',
    );
    expect(ended.length).toBeGreaterThan(2);
  });

  test('believes another program’s phase as SQLite does, and none that lies ahead', async () => {
    const scene: Scene = { ...(await setup()), random: createRandom(1), runs: [], n: 0 };
    await start(scene);
    await start(scene);
    const now = scene.clock.now();
    await scene.foreignPhase(anId(2), 'theirs', now + 2 * MINUTE);
    await scene.both(({ stale }) => stale.byIds([anId(2)], now));
    await scene.clock.advance(12 * MINUTE);
    await pass(scene);
    await scene.expectSameRows();
  });

  test('knows the silences of good runs as SQLite does', async () => {
    const { both, clock } = await setup();
    await both((store) => store.runs.start(aNewRun({ now: clock.now() })));
    for (const type of ['heartbeat', 'heartbeat', 'finish'] as const) {
      await clock.advance(20 * SECOND);
      const now = clock.now();
      const event: RunEvent = type === 'finish' ? { type, outcome: 'completed' } : { type };
      await both((store) =>
        store.runs.report(anId(1), now, (run) => planReport(run, [event], now, 20 * SECOND)),
      );
    }
    const silences = await both(async ({ scrapers }) => {
      const scraper = await scrapers.find('books');
      return scrapers.goodRuns(scraper?.id ?? '', 10);
    });
    expect(silences).toEqual([
      { '': { count: 3, longest: 20_000, histogram: [0, 0, 0, 0, 0, 3] } },
    ]);
  });
});
