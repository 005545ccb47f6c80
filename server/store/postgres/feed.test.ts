import { describe, expect, test } from 'vitest';
import type { ChangeNote } from '../../domain/ports.ts';
import { aMark, anId, aRun, aSweep, aSweepWrite, reportTo } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { openClient } from '../../testing/postgres-databases.ts';
import { settle } from '../../testing/settle.ts';
import { openTestStore } from '../../testing/store.ts';

const STALE = NEW_YEAR + 600_000;

/** Two nodes on one database; the second listens. */
async function setup() {
  const clock = createFakeClock();
  const one = await openTestStore();
  const two = await openTestStore({ databaseUrl: one.databaseUrl, clock });
  const heard: ChangeNote[] = [];
  let wake = () => {};
  const hear = (note: ChangeNote) => {
    heard.push(note);
    wake();
  };
  const end = await two.store.feed.listen(hear);
  // What was written before is known to nobody here.
  expect(heard.splice(0)).toEqual([{ what: 'everything' }]);
  return {
    one: one.store,
    two: two.store,
    databaseUrl: one.databaseUrl,
    clock,
    hear,
    end,
    log: two.log,
    /** The next notes; there must be so many. */
    async next(count = 1): Promise<ChangeNote[]> {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard.splice(0);
    },
  };
}

const runs = (...numbers: number[]): ChangeNote => ({
  what: 'runs',
  runs: numbers.map(anId),
  sweep: null,
});

describe('what another node commits', () => {
  test('is heard: a start, a report, a cancel, a grant, a suspicion', async () => {
    const { one, next } = await setup();
    const run = await aRun(one);
    expect(await next()).toEqual([runs(1)]);
    await reportTo(one, anId(1), NEW_YEAR, { type: 'heartbeat' });
    expect(await next()).toEqual([runs(1)]);
    await one.runs.requestCancel(anId(1), NEW_YEAR);
    expect(await next()).toEqual([runs(1)]);
    const given = { seconds: 60, actor: null, reason: null, now: NEW_YEAR };
    await one.grants.grant({ ...given, runIds: [anId(1), anId(2)] });
    expect(await next()).toEqual([runs(1)]);
    const write = { id: anId(1), rev: run.rev + 3, suspectedAt: NEW_YEAR, suspectAt: STALE };
    await one.suspicion.settle([write], NEW_YEAR);
    expect(await next()).toEqual([runs(1)]);
  });

  test('is heard of a pass: whom it ended with its id, whom it moved without, itself last', async () => {
    const { one, next } = await setup();
    for (const n of [1, 2]) await aRun(one, { id: anId(n) });
    await next(2);
    const [run] = await one.stale.byIds([anId(1)], STALE);
    if (run === undefined) throw new Error('The run is gone.');
    const hold = { runIds: [anId(2)], until: STALE + 60_000 };
    const sweep = aSweep({ id: anId(9) });
    await one.stale.sweep(aSweepWrite({ now: STALE, marks: [aMark(run, STALE)], hold, sweep }));
    expect(await next(3)).toEqual([
      { what: 'runs', runs: [anId(1)], sweep: anId(9) },
      runs(2),
      { what: 'swept', sweep: anId(9) },
    ]);
  });

  test('is not heard where nothing was written, nor what was rolled back', async () => {
    const { one, next } = await setup();
    await aRun(one, { id: anId(1) });
    await next();
    const aborted = aSweepWrite({ now: STALE, rearm: [anId(1)], signal: AbortSignal.abort() });
    await expect(one.stale.sweep(aborted)).rejects.toThrow();
    await one.runs.requestCancel(anId(7), NEW_YEAR);
    await one.grants.grant({
      runIds: [anId(7)],
      seconds: 1,
      actor: null,
      reason: null,
      now: STALE,
    });
    await aRun(one, { id: anId(3) });
    expect(await next()).toEqual([runs(3)]);
  });

  test('is heard in the order of the commits, and what this node writes is not', async () => {
    const { one, two, next } = await setup();
    for (let n = 1; n <= 20; n += 1) await aRun(n % 2 === 0 ? one : two, { id: anId(n) });
    const even = Array.from({ length: 10 }, (_, n) => runs(2 * n + 2));
    expect(await next(10)).toEqual(even);
  });
});

describe('the feed', () => {
  test('says everything when it hears again after its connection was lost', async () => {
    const { one, databaseUrl, next, clock, log } = await setup();
    const client = await openClient(databaseUrl);
    const isLost = () => log.lines.some(({ message }) => message.includes('is not heard'));
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query = 'LISTEN flatline'`);
    while (!isLost()) await new Promise<void>((turn) => setImmediate(turn));
    await aRun(one, { id: anId(1) });
    const { value } = await settle(clock, next());
    expect(value).toEqual([{ what: 'everything' }]);
    await aRun(one, { id: anId(2) });
    expect(await next()).toEqual([runs(2)]);
  });

  test('says nothing after its end, and none can begin while the store is closed', async () => {
    const { one, two, hear, end, next } = await setup();
    await end();
    await aRun(one, { id: anId(1) });
    await two.stop();
    await expect(two.feed.listen(() => {})).rejects.toMatchObject({ code: 'unavailable' });
    await two.start();
    await two.feed.listen(hear);
    await aRun(one, { id: anId(2) });
    expect(await next(2)).toEqual([{ what: 'everything' }, runs(2)]);
  });
});
