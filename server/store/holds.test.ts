import { describe, expect, test } from 'vitest';
import { NEVER } from '../domain/suspicion.ts';
import {
  aForeignPhase,
  aForeignRun,
  aMark,
  anId,
  aRun,
  aSweep,
  aSweepWrite,
  reportTo,
} from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { refuse } from '../testing/meddling.ts';
import { openTestStore } from '../testing/store.ts';

/** When runs that started at the new year are stale. */
const STALE = NEW_YEAR + 600_000;
const UNTIL = STALE + 120_000;

/** A store with `count` runs that fell silent at the new year. */
async function setup(count = 1) {
  const opened = await openTestStore({ clock: createFakeClock(STALE) });
  const { store } = opened;
  for (let n = 1; n <= count; n += 1) await aRun(store, { id: anId(n) });
  return {
    ...opened,
    stale: store.stale,
    find: (n: number) => store.runs.find(anId(n), STALE),
    hold: (...numbers: number[]) =>
      store.stale.sweep(
        aSweepWrite({
          now: STALE,
          hold: { runIds: numbers.map(anId), until: UNTIL },
          sweep: aSweep({ examined: numbers.length, spared: numbers.length }),
        }),
      ),
  };
}

describe('a hold', () => {
  test('gives the silent until then, says since when, and marks nobody', async () => {
    const { find, hold, stale } = await setup(2);
    const before = await find(1);
    const { marked, held, rearmed, spared, sweep } = await hold(1);
    const after = {
      ...before,
      heldAt: STALE,
      deadlineAt: UNTIL,
      suspectAt: UNTIL - 150_000,
      rev: 1,
    };
    expect(held).toEqual([after]);
    expect(await find(1)).toEqual(after);
    expect([marked, rearmed, spared]).toEqual([[], [], []]);
    expect(sweep).toMatchObject({ marked: 0, spared: 1 });
    expect(await find(2)).toMatchObject({ heldAt: null, rev: 0 });
    expect((await stale.due(UNTIL - 1)).map(({ id }) => id)).toEqual([anId(2)]);
    expect(await stale.due(UNTIL)).toHaveLength(2);
  });

  test('of the suspected ends no suspicion', async () => {
    const { hold, store } = await setup();
    const suspicion = { suspectedAt: STALE - 1, suspectAt: NEVER };
    await store.suspicion.settle([{ id: anId(1), rev: 0, ...suspicion }], STALE);
    expect((await hold(1)).held).toMatchObject([{ ...suspicion, heldAt: STALE }]);
  });

  test('does nothing to a run that reported after it was judged', async () => {
    const { store, find, hold } = await setup();
    await reportTo(store, anId(1), STALE, { type: 'heartbeat' });
    const spoke = await find(1);
    expect(await hold(1)).toMatchObject({ held: [], rearmed: [] });
    expect(await find(1)).toEqual(spoke);
  });

  test('re-arms a run of whom another program wrote a phase meanwhile, or the timer would spin', async () => {
    const opened = await setup();
    await aForeignPhase(opened, { runId: anId(1), phase: 'theirs', startedAt: STALE - 1000 });
    const { held, rearmed } = await opened.hold(1);
    expect(held).toEqual([]);
    expect(rearmed).toMatchObject([{ heldAt: null, deadlineAt: STALE + 599_000, rev: 1 }]);
    expect(await opened.find(1)).toMatchObject({ suspectAt: STALE + 449_000 });
  });

  test('does nothing to a run that ended', async () => {
    const { store, find, hold } = await setup();
    await reportTo(store, anId(1), STALE, { type: 'finish', outcome: 'completed' });
    const ended = await find(1);
    expect(await hold(1)).toMatchObject({ held: [], rearmed: [] });
    expect(await find(1)).toEqual(ended);
  });

  test('goes with marks of others in one commit', async () => {
    const { stale, find, raw } = await setup(2);
    const [one, two] = [await find(1), await find(2)];
    if (one === null || two === null) throw new Error('A run is gone.');
    const write = aSweepWrite({
      now: STALE,
      marks: [aMark(one, STALE)],
      hold: { runIds: [anId(2)], until: UNTIL },
      sweep: aSweep(),
    });
    const allow = await refuse({ raw }, 'INSERT', 'Sweep');
    await expect(stale.sweep(write)).rejects.toMatchObject({ code: 'unavailable' });
    expect([await find(1), await find(2)]).toEqual([one, two]);
    await allow();
    expect(await stale.sweep(write)).toMatchObject({
      marked: [{ id: anId(1), status: 'FAILED' }],
      held: [{ id: anId(2), status: 'RUNNING' }],
    });
  });
});

describe('a mark by the sign of life alone', () => {
  test('does not mind a deadline that is ahead', async () => {
    const { stale, find, raw } = await setup();
    await raw('UPDATE "ScrapeRun" SET "deadlineAt" = \'2099-01-01T00:00:00.000+00:00\'');
    const run = await find(1);
    if (run === null) throw new Error('The run is gone.');
    const marks = [aMark(run, STALE)];
    expect((await stale.sweep(aSweepWrite({ now: STALE, marks }))).marked).toEqual([]);
    const { marked } = await stale.sweep(aSweepWrite({ now: STALE, marks, rule: 'sign' }));
    expect(marked).toMatchObject([{ id: anId(1), status: 'FAILED', rev: 1 }]);
  });

  test.each([
    ['by its reporter', 'report'],
    ['by another program', 'phase'],
  ])('spares a run that spoke in between (%s)', async (_whom, by) => {
    const opened = await setup();
    const { stale, find, store } = opened;
    const run = await find(1);
    if (run === null) throw new Error('The run is gone.');
    if (by === 'report') await reportTo(store, anId(1), NEW_YEAR + 1, { type: 'heartbeat' });
    else await aForeignPhase(opened, { runId: anId(1), phase: 'x', startedAt: NEW_YEAR + 1 });
    const write = aSweepWrite({ now: STALE, marks: [aMark(run, STALE)], rule: 'sign' });
    expect(await stale.sweep(write)).toMatchObject({ marked: [], spared: [{ id: anId(1) }] });
    // Exactly at its threshold it is stale again.
    const late = { ...write, now: STALE + 1 };
    expect((await stale.sweep(late)).marked).toHaveLength(1);
  });
});

describe('the silent that are not due', () => {
  test('are those beyond their stale-after whose deadline is ahead, soonest first', async () => {
    const opened = await setup(6);
    const { stale, store, raw } = opened;
    const ahead = (n: number, deadline: string) =>
      raw('UPDATE "ScrapeRun" SET "deadlineAt" = ? WHERE id = ?', [deadline, anId(n)]);
    await ahead(1, '2026-01-01T00:30:00.000+00:00');
    await ahead(2, '2026-01-01T00:20:00.000+00:00');
    // Number 3 is due, 4 has ended, 5 spoke to us and 6 by another program.
    await reportTo(store, anId(4), NEW_YEAR, { type: 'finish', outcome: 'completed' });
    await reportTo(store, anId(5), NEW_YEAR + 1, { type: 'heartbeat' });
    await ahead(6, '2026-01-01T00:20:00.000+00:00');
    await aForeignPhase(opened, { runId: anId(6), phase: 'x', startedAt: NEW_YEAR + 1 });
    const found = await stale.notDue(STALE);
    expect(found.map(({ id }) => id)).toEqual([anId(2), anId(1)]);
    expect(await stale.notDue(STALE - 1)).toEqual([]);
  });

  test('are so too where the only beat lies in a future that cannot be', async () => {
    const { stale, raw } = await setup();
    await raw(`UPDATE "ScrapeRun" SET "deadlineAt" = '2026-01-01T00:20:00.000+00:00',
      "lastHeartbeatAt" = '2027-01-01'`);
    expect(await stale.notDue(STALE)).toHaveLength(1);
  });
});

test('the census counts who runs, and the suspected among them', async () => {
  const opened = await setup(4);
  const { store, stale } = opened;
  await aForeignRun(opened, { id: anId(5), startedAt: NEW_YEAR });
  for (const n of [1, 2, 3]) {
    const write = { id: anId(n), rev: 0, suspectedAt: STALE, suspectAt: NEVER };
    await store.suspicion.settle([write], STALE);
  }
  await reportTo(store, anId(1), STALE, { type: 'finish', outcome: 'failed' });
  await reportTo(store, anId(2), STALE, { type: 'heartbeat' });
  expect(await stale.census()).toEqual({ live: 4, suspected: 1 });
});
