import { describe, expect, test } from 'vitest';
import { openTestServices as setup } from '../testing/services.ts';

const MINUTE = 60_000;
const TEN_MINUTES = 10 * MINUTE;

/** A run that was silent for ten minutes, of which the observer could hear the last 40 s. */
async function aRunHardlyHeard() {
  const app = await setup({ observed: true });
  const id = await app.start();
  await app.clock.advance(TEN_MINUTES - 40_000);
  await app.observer.start();
  await app.detection.recoverStaleRunsOnStartup();
  await app.clock.advance(40_000);
  return { app, id };
}

describe('a run that was silent for too long, but could not be heard', () => {
  test('is listed as not due by a preview, which says for how long it could be heard', async () => {
    const { app, id } = await aRunHardlyHeard();
    const previews = [{}, { runIds: [id] }].map((asked) =>
      app.sweeper.sweep({ trigger: 'manual', dryRun: true, ...asked }),
    );
    for (const preview of await Promise.all(previews)) {
      expect(preview).toMatchObject({
        sweep: null,
        marked: [],
        spared: [
          {
            runId: id,
            reason: 'not_due',
            evidence: { cause: null, silentForSeconds: 600, heardForSeconds: 40 },
          },
        ],
      });
    }
    await app[Symbol.asyncDispose]();
  });

  test('is spared by a sweep of whatever is due, which lists it and leaves its deadline', async () => {
    const { app, id } = await aRunHardlyHeard();
    const before = await app.store.runs.find(id, app.clock.now());
    const { marked, spared, sweep } = await app.sweeper.sweep({ trigger: 'manual' });
    expect(marked).toEqual([]);
    expect(spared).toMatchObject([{ runId: id, reason: 'not_due' }]);
    expect(sweep).toMatchObject({ examined: 1, marked: 0, spared: 1 });
    expect(await app.store.runs.find(id, app.clock.now())).toEqual(before);
    await app[Symbol.asyncDispose]();
  });

  test('is marked by the exact set of an operator, and the cause says that it does not know', async () => {
    const { app, id } = await aRunHardlyHeard();
    const { marked } = await app.sweeper.sweep({ trigger: 'manual', runIds: [id] });
    expect(marked).toMatchObject([
      { runId: id, reason: 'silent', evidence: { cause: 'undetermined', heardForSeconds: 40 } },
    ]);
    expect(await app.statusOf(id)).toBe('FAILED');
    await app[Symbol.asyncDispose]();
  });
});

describe('the exact set of an operator', () => {
  test('goes by the sign of life: a run that spoke within its limit is spared', async () => {
    await using app = await setup();
    const id = await app.start('books', { staleAfterSeconds: 60 });
    await app.clock.advance(MINUTE - 1);
    const early = await app.sweeper.sweep({ trigger: 'manual', runIds: [id] });
    expect(early.spared).toMatchObject([{ runId: id, reason: 'spoke' }]);
    await app.clock.advance(1);
    const { marked } = await app.sweeper.sweep({ trigger: 'manual', runIds: [id] });
    expect(marked).toMatchObject([{ runId: id, reason: 'silent' }]);
  });

  test.each([
    [6, 'fell_silent_together'],
    [5, 'never_spoke'],
  ])('of %i of 10 runs is marked at once, as %s', async (silent, cause) => {
    await using app = await setup();
    for (let n = 0; n < silent; n += 1) await app.start(`s${n}`);
    await app.clock.advance(TEN_MINUTES);
    for (let n = silent; n < 10; n += 1) await app.start(`s${n}`);
    const { marked } = await app.sweeper.sweep({ trigger: 'manual' });
    expect(marked.map(({ evidence }) => evidence?.cause)).toEqual(Array(silent).fill(cause));
  });
});

describe('a run that speaks but stands still', () => {
  async function stuckRun(whenStuck: 'show' | 'fail') {
    const app = await setup();
    await app.start('books');
    await app.scrapers.change('books', { stuckAfterSeconds: 120, whenStuck });
    const id = await app.start('books', { phase: 'list' });
    for (let minute = 0; minute < 2; minute += 1) {
      await app.clock.advance(MINUTE);
      await app.beat(id);
    }
    return { app, id, outcome: await app.sweeper.sweep({ trigger: 'deadline' }) };
  }

  test('is marked by the next pass where its scraper says so, with its cause', async () => {
    const { app, id, outcome } = await stuckRun('fail');
    expect(outcome.marked).toMatchObject([
      {
        runId: id,
        reason: 'stuck',
        evidence: {
          cause: 'stuck',
          stuckSince: '2026-01-01T00:00:00.000Z',
          stuckAfterSeconds: 120,
        },
      },
    ]);
    const run = await app.store.runs.find(id, app.clock.now());
    expect(run).toMatchObject({ status: 'FAILED', error: { detail: { cause: 'stuck' } } });
    await app[Symbol.asyncDispose]();
  });

  test('lives on where it says no such thing', async () => {
    const { app, id, outcome } = await stuckRun('show');
    expect(outcome.marked).toEqual([]);
    expect(await app.statusOf(id)).toBe('RUNNING');
    await app[Symbol.asyncDispose]();
  });

  test('is marked by name too: the one-run mark says what it is', async () => {
    await using app = await setup();
    await app.start('books');
    await app.scrapers.change('books', { stuckAfterSeconds: 60, whenStuck: 'fail' });
    const id = await app.start('books');
    await app.clock.advance(MINUTE);
    await app.beat(id);
    const [found] = (await app.detection.findStaleRuns(app.clock.now())).stale;
    const marked = await app.detection.markRunStale(found!.run, {
      now: app.clock.now(),
      decidedBy: 'watchdog',
      actor: null,
      hearing: app.ear.hearing(),
      together: false,
    });
    expect(marked).toMatchObject({ id, error: { detail: { cause: 'stuck' } } });
  });
});
