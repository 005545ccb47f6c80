import { expect, test } from 'vitest';
import { anId, aRun, reportTo } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';

const HEARTBEAT = { type: 'heartbeat' } as const;

/** A run that was heard a moment ago, so that the store knows it without reading it. */
async function setup() {
  const opened = await openTestStore();
  const { store } = opened;
  await aRun(store, { id: anId(1) });
  const beat = () => reportTo(store, anId(1), NEW_YEAR + 1000, HEARTBEAT);
  await beat();
  await beat();
  return { ...opened, beat };
}

test('a report builds on the one before it, as the file has it', async () => {
  const { beat, store } = await setup();
  const result = await beat();
  expect(result).toMatchObject({ verdict: 'accepted', run: { rev: 3 } });
  expect(await store.runs.find(anId(1), NEW_YEAR + 1000)).toEqual(
    'run' in result ? { ...result.run, silences: {} } : null,
  );
});

test('a report sees what another program wrote in between', async () => {
  const { beat, raw } = await setup();
  await raw(
    `UPDATE "ScrapeRun" SET "cancelRequestedAt" = '2026-01-01T00:00:00.000+00:00', "rev" = 40`,
  );
  await raw(`INSERT INTO "ScrapePhaseLog" ("runId", "phase", "startedAt") VALUES (?, 'x', ?)`, [
    anId(1),
    NEW_YEAR + 500,
  ]);
  expect(await beat()).toMatchObject({
    run: { rev: 41, cancelRequestedAt: NEW_YEAR, lastPhaseAt: NEW_YEAR + 500 },
  });
  await raw(`UPDATE "ScrapeRun" SET "status" = 'COMPLETED'`);
  expect(await beat()).toMatchObject({ verdict: 'closed' });
});

test('a report sees what this server wrote otherwise in between', async () => {
  const { beat, store } = await setup();
  await store.runs.requestCancel(anId(1), NEW_YEAR + 1000);
  expect(await beat()).toMatchObject({ run: { rev: 4, cancelRequestedAt: NEW_YEAR + 1000 } });
});

test('a report that many share a commit with is in the file when it is answered', async () => {
  const { store, raw } = await setup();
  const said = Array.from({ length: 20 }, () =>
    reportTo(store, anId(1), NEW_YEAR + 1000, HEARTBEAT),
  );
  await Promise.race(said);
  expect(await raw(`SELECT "rev" FROM "ScrapeRun"`)).toEqual([{ rev: 22 }]);
  await Promise.all(said);
});
