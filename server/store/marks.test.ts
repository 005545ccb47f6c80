import { expect, test } from 'vitest';
import { aMark, anId, aRun, aSweepWrite } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

const STALE = NEW_YEAR + 600_000;

/** A run that has fallen silent, and the mark that a pass has decided on. */
async function setup() {
  const { store } = await openTestStore();
  await aRun(store, { id: anId(1), phase: 'crawl' });
  const run = await store.runs.find(anId(1), STALE);
  if (run === null) throw new Error('the run is not there');
  const mark = aMark(run, STALE);
  return {
    store,
    mark,
    sweep: () => store.stale.sweep(aSweepWrite({ now: STALE, marks: [mark] })),
    find: () => store.runs.find(anId(1), STALE),
  };
}

test('what is told of a mark is what the database holds after it', async () => {
  const { sweep, find } = await setup();
  const { marked } = await sweep();
  expect(marked).toEqual([await find()]);
  expect(marked).toMatchObject([{ status: 'FAILED', finishedAt: STALE, phase: 'crawl' }]);
});

test('also where the run was written between the judgement and the mark', async () => {
  const { store, sweep, find } = await setup();
  await store.runs.requestCancel(anId(1), STALE - 1);
  const { marked } = await sweep();
  expect(marked).toEqual([await find()]);
  expect(marked).toMatchObject([{ status: 'FAILED', cancelRequestedAt: STALE - 1 }]);
});

test('and what was judged is left as it was', async () => {
  const { mark, sweep } = await setup();
  const judged = structuredClone(mark);
  await sweep();
  expect(mark).toEqual(judged);
});
