import { describe, expect, test } from 'vitest';
import { openTestServices as setup } from '../testing/services.ts';

const TEN_MINUTES = 600_000;
const UNHEARD = '01970000-0000-4000-8000-0000000000ff';

describe('a sweep', () => {
  test('of a preview tells and writes nothing', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(TEN_MINUTES);
    const preview = await app.sweeper.sweep({ trigger: 'manual', dryRun: true });
    expect(preview).toMatchObject({
      sweep: null,
      marked: [{ runId: id, reason: 'silent' }],
      spared: [],
    });
    expect(await app.statusOf(id)).toBe('RUNNING');
    expect((await app.store.stale.sweeps({ cursor: null, limit: 10 })).rows).toEqual([]);
  });

  test('of an exact set touches that set alone and puts each id in one list', async () => {
    await using app = await setup();
    const dead = await app.start('dead');
    const other = await app.start('other');
    const done = await app.start('done');
    await app.runs.report(done, [{ type: 'finish', outcome: 'completed' }]);
    await app.clock.advance(TEN_MINUTES);
    const alive = await app.start('alive');
    const runIds = [dead, alive, done, UNHEARD, dead];
    const { marked, spared, sweep } = await app.sweeper.sweep({ trigger: 'manual', runIds });
    expect(marked.map(({ runId }) => runId)).toEqual([dead]);
    expect(new Map(spared.map(({ runId, reason }) => [runId, reason]))).toEqual(
      new Map([
        [alive, 'spoke'],
        [done, 'closed'],
        [UNHEARD, 'not_found'],
      ]),
    );
    expect(spared.find(({ runId }) => runId === UNHEARD)).toMatchObject({
      scraper: null,
      phase: null,
      evidence: null,
    });
    expect(sweep).toMatchObject({ examined: 4, marked: 1, spared: 3 });
    expect(await app.statusOf(other)).toBe('RUNNING');
  });

  test('by the deadline timer without candidates leaves no row and no event', async () => {
    await using app = await setup();
    await app.start();
    const before = app.live.told.length;
    expect((await app.sweeper.sweep({ trigger: 'deadline' })).sweep).toBeNull();
    expect(app.live.told).toHaveLength(before);
    expect((await app.store.stale.sweeps({ cursor: null, limit: 10 })).rows).toEqual([]);
  });

  test('by the schedule leaves a row even when it found nothing', async () => {
    await using app = await setup();
    await app.sweeper.sweep({ trigger: 'watchdog' });
    const { rows } = await app.store.stale.sweeps({ cursor: null, limit: 10 });
    expect(rows).toMatchObject([{ trigger: 'watchdog', examined: 0, marked: 0, spared: 0 }]);
  });

  test('marks a thousand in one commit, each told once', async () => {
    await using app = await setup();
    const ids: string[] = [];
    for (let index = 0; index < 1000; index += 1) ids.push(await app.start(`s${index}`));
    await app.clock.advance(TEN_MINUTES);
    const { marked } = await app.sweeper.sweep({ trigger: 'manual' });
    expect(marked).toHaveLength(1000);
    expect(ids.every((id) => app.live.endings(id) === 1)).toBe(true);
    expect(await app.store.runs.countRunning()).toBe(0);
  });
});
