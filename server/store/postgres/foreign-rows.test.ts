import { describe, expect, test } from 'vitest';
import {
  aFilter,
  aForeignPhase,
  aForeignRun,
  aMark,
  anId,
  aRun,
  aSweepWrite,
  reportTo,
} from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';
import { toCursor } from '../cursor.ts';

/** Times that PostgreSQL holds, in the order of time, and JavaScript cannot say. */
const BEYOND = [
  '-infinity',
  '4713-01-01 00:00:00+00 BC',
  '0044-03-15 12:00:00.123+00 BC',
  '10000-01-01 00:00:00+00',
  '294276-12-31 23:59:59.999+00',
  'infinity',
];

const NUMBERS = ['NaN', 'Infinity', '-Infinity', '1e300'];
const COLUMNS = ['finishedAt', 'lastHeartbeatAt', 'deadlineAt', 'suspectAt', 'stuckAt'];
const LATER = NEW_YEAR + 3_600_000;

describe('a run that another program wrote', () => {
  test.each(BEYOND)('at %s began in 1970 and is as dead', async (startedAt) => {
    const opened = await openTestStore();
    const { store } = opened;
    await aForeignRun(opened, { id: anId(1), startedAt });
    const [due] = await store.stale.due(NEW_YEAR);
    expect(due).toMatchObject({ id: anId(1), startedAt: 0 });
    if (due === undefined) return;
    const marks = [aMark(due, NEW_YEAR)];
    const written = await store.stale.sweep(aSweepWrite({ now: NEW_YEAR, marks }));
    expect(written.marked.map(({ id }) => id)).toEqual([anId(1)]);
  });

  test.each(BEYOND)('with %s in its other times is read, and can report', async (time) => {
    const opened = await openTestStore();
    const { store, raw } = opened;
    await aForeignRun(opened, { id: anId(1), startedAt: NEW_YEAR });
    for (const column of COLUMNS) await raw(`UPDATE "ScrapeRun" SET "${column}" = ?`, [time]);
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt: time });
    expect(await store.runs.detail(anId(1), NEW_YEAR)).toMatchObject({
      run: { lastHeartbeatAt: null, lastPhaseAt: null, finishedAt: null, deadlineAt: 0 },
      phases: [],
    });
    expect(await reportTo(store, anId(1), NEW_YEAR, { type: 'heartbeat' })).toMatchObject({
      verdict: 'accepted',
      run: { lastHeartbeatAt: NEW_YEAR, deadlineAt: NEW_YEAR + 600_000 },
    });
  });

  test.each(NUMBERS)('with counts of %s is read', async (count) => {
    const opened = await openTestStore();
    await aForeignRun(opened, { id: anId(1), startedAt: NEW_YEAR });
    await opened.raw('UPDATE "ScrapeRun" SET "progressDone" = ?::float8', [count]);
    await opened.raw('UPDATE "ScrapeRun" SET "progressTotal" = "progressDone", "lastSeq" = -1');
    expect(await opened.store.runs.find(anId(1), NEW_YEAR)).toMatchObject({
      progress: { done: 0, total: null },
      lastSeq: -1,
    });
  });
});

test('a history of all times is in order, page by page', async () => {
  const opened = await openTestStore();
  for (const [index, startedAt] of BEYOND.entries()) {
    await aForeignRun(opened, { id: anId(index), startedAt });
    await aForeignRun(opened, { id: anId(100 + index), startedAt });
  }
  const met: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof opened.store.runs.list>> = await opened.store.runs.list(
      aFilter({ cursor, limit: 1 }),
      NEW_YEAR,
    );
    met.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  const oldestFirst = BEYOND.flatMap((_, index) => [anId(index), anId(100 + index)]);
  expect(met).toEqual(oldestFirst.reverse());
});

test.each(['yesterday', '2026-13-01T00:00:00.000', '12345-99-01T00:00:00', 1e300])(
  'a cursor of %s, which nobody gave out, is refused',
  async (at) => {
    const { store } = await openTestStore();
    const listed = store.runs.list(aFilter({ cursor: toCursor([at, 'a']) }), NEW_YEAR);
    await expect(listed).rejects.toMatchObject({ code: 'invalid' });
  },
);

test('the first year that JavaScript can write is kept, in each place of a report', async () => {
  const { store } = await openTestStore();
  const at = Date.parse('0000-01-01T00:00:00.000Z');
  await aRun(store, { id: anId(1) });
  await reportTo(
    store,
    anId(1),
    NEW_YEAR,
    { type: 'phase', phase: 'list', at },
    { type: 'log', level: 'info', message: 'said', at },
    { type: 'error', errorType: 'http', message: 'no', at },
  );
  expect(await store.runs.detail(anId(1), NEW_YEAR)).toMatchObject({
    run: { reportedAt: at },
    logs: [{ at }],
  });
  const { rows } = await store.runs.list(aFilter({ from: at, to: LATER }), NEW_YEAR);
  expect(rows).toHaveLength(1);
});
