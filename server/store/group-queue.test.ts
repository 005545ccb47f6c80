import { describe, expect, test } from 'vitest';
import { planReport } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import { aMark, anId, aRun, aSweepWrite, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';
import { createReportGroups, GROUP_LIMITS, type GroupLimits } from './group.ts';
import type { Db, Jobs } from './jobs.ts';
import { sqliteDialect } from './sqlite/dialect.ts';

const STALE = NEW_YEAR + 600_000;

/** Groups that are written only when they are let, and the story of who had a turn. */
function setup(limits: Partial<GroupLimits>) {
  const story: string[] = [];
  let last = Promise.resolve();
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const turn = <T>(job: () => Promise<T>): Promise<T> => {
    const mine = Promise.all([last, gate]).then(job);
    last = mine.then(
      () => {},
      () => {},
    );
    return mine;
  };
  const nothing = {
    sql: sqliteDialect,
    query: async () => [{ rows: '' }],
    changed: () => {},
  } as unknown as Db;
  const session: Pick<Jobs, 'inTurn'> = {
    inTurn: (job) =>
      turn(() =>
        job((work) => {
          story.push('group');
          return work(nothing);
        }),
      ),
  };
  const report = createReportGroups(session as Jobs, { ...GROUP_LIMITS, ...limits });
  return {
    story,
    open,
    /** Any other writer. */
    other: (name: string) => turn(async () => void story.push(name)),
    say: (bytes = 0) => report(anId(1), NEW_YEAR, () => ({ verdict: 'closed' }), bytes),
  };
}

describe('the queue', () => {
  test('gives other writers their turn between groups, and after those who came before them', async () => {
    const { say, other, open, story } = setup({ reportsAGroup: 10 });
    const said = Array.from({ length: 15 }, () => say());
    const sweep = other('sweep');
    said.push(...Array.from({ length: 15 }, () => say()));
    const probe = other('probe');
    open();
    await Promise.all([...said, sweep, probe]);
    // Five of the later ones had a place with the second group, which came before the sweep.
    expect(story).toEqual(['group', 'group', 'sweep', 'group', 'probe']);
  });

  test('makes a group no heavier than it may be', async () => {
    const { say, open, story } = setup({ bytesAGroup: 1000 });
    const said = [say(600), say(400), say(1), say(5000), say(1)];
    open();
    await Promise.all(said);
    expect(story).toEqual(['group', 'group', 'group', 'group']);
  });

  test('refuses at once what is too many, and takes it when there is room again', async () => {
    const { say, open } = setup({ reportsWaiting: 3 });
    const said = [say(), say(), say()];
    await expect(say()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    open();
    await Promise.all(said);
    expect(await say()).toEqual({ verdict: 'not_found' });
  });

  test('refuses at once what is too heavy for the rest of its room', async () => {
    const { say, open } = setup({ bytesWaiting: 1000 });
    const said = [say(600), say(400)];
    await expect(say(1)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    open();
    await Promise.all(said);
    await say(1000);
  });
});

describe('a store', () => {
  test('writes nothing of what it refuses, and all that it took', async () => {
    const { store } = await openTestStore();
    await aRun(store);
    const many = GROUP_LIMITS.reportsWaiting + 50;
    const beat = (run: RunRecord) => planReport(run, [{ type: 'heartbeat' }], NEW_YEAR, 0);
    const all = await Promise.allSettled(
      Array.from({ length: many }, () => store.runs.report(anId(1), NEW_YEAR, beat)),
    );
    const taken = all.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBe(GROUP_LIMITS.reportsWaiting);
    expect(await store.runs.find(anId(1), NEW_YEAR)).toMatchObject({ rev: taken });
  });

  test('spares a run whose report came before the pass, in whatever group', async () => {
    const { store } = await openTestStore();
    const runs = [];
    for (let n = 1; n <= 300; n += 1) runs.push(await aRun(store, { id: anId(n) }));
    const beats = runs.map(({ id }) => reportTo(store, id, STALE, { type: 'heartbeat' }));
    const marks = runs.map((run) => aMark(run, STALE));
    const pass = store.stale.sweep(aSweepWrite({ now: STALE, marks, rule: 'sign' }));
    await Promise.all(beats);
    expect(await pass).toMatchObject({ marked: [], spared: { length: 300 } });
  });

  test('that is stopped writes what waits first', async () => {
    const { store, raw } = await openTestStore();
    await aRun(store);
    const said = Array.from({ length: 600 }, () =>
      reportTo(store, anId(1), NEW_YEAR, { type: 'heartbeat' }),
    );
    await store.stop();
    expect(new Set((await Promise.all(said)).map(({ verdict }) => verdict))).toEqual(
      new Set(['accepted']),
    );
    expect(await raw('SELECT rev FROM "ScrapeRun"')).toEqual([{ rev: 600 }]);
    const late = reportTo(store, anId(1), NEW_YEAR, { type: 'heartbeat' });
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
  });
});
