import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { aForeignRun, anId, reportTo } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { openRaw, openTestFolder, openTestStore } from '../../testing/store.ts';
import { createStore } from '../store.ts';

const OURS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));
const BEFORE = ['20261124084500_first', '20261124090000_normal_start_times'];

/** A database as the first release left it: two runs, a phase, an error, a pass. */
async function setup() {
  const folder = await openTestFolder();
  const migrationsFolder = join(folder, 'migrations');
  await mkdir(migrationsFolder);
  for (const name of BEFORE) {
    await cp(join(OURS, name), join(migrationsFolder, name), { recursive: true });
  }
  const databaseUrl = `file:${join(folder, 'old.db')}`;
  const parts = { databaseUrl, clock: createFakeClock(), log: createRecordingLog() };
  const old = createStore({ ...parts, migrationsFolder });
  await old.start();
  await old.stop();
  const raw = openRaw(databaseUrl);
  await raw(`INSERT INTO "Scraper" (id, name, "staleAfterSeconds") VALUES ('s', 'books', 90)`);
  await raw(
    `INSERT INTO "ScrapeRun" (id, "scraperId", status, origin, "startedAt", "staleAfterSeconds",
      "deadlineAt", phase, "progressDone", rev, meta)
    VALUES (?, 's', 'RUNNING', 'REMOTE', '2026-01-01T00:00:00.000+00:00', 90,
      '2026-01-01T00:01:30.000+00:00', 'crawl', 7, 3, '{"a":1}'),
     (?, 's', 'FAILED', 'REMOTE', '2026-01-01T00:00:00.000+00:00', 90,
      '2026-01-01T00:01:30.000+00:00', 'crawl', NULL, 4, NULL)`,
    [anId(1), anId(2)],
  );
  await raw(`INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt")
    SELECT id, 'crawl', "startedAt" FROM "ScrapeRun"`);
  await raw(
    `INSERT INTO "ScrapeError" ("runId", "errorType", message, "occurredAt", fatal)
    VALUES (?, 'stale', 'silent', '2026-01-01T00:02:00.000+00:00', 1)`,
    [anId(2)],
  );
  const rows = async () => {
    // Opened anew: a connection of before the migration would not know the names of the new columns.
    const read = openRaw(databaseUrl);
    return {
      runs: await read('SELECT * FROM "ScrapeRun" ORDER BY id'),
      phases: await read('SELECT * FROM "ScrapePhaseLog" ORDER BY id'),
      errors: await read('SELECT * FROM "ScrapeError" ORDER BY id'),
      scrapers: await read('SELECT * FROM "Scraper"'),
    };
  };
  return { databaseUrl, rows };
}

test('a database of the first release keeps its rows, and each gets what the new columns mean', async () => {
  const { databaseUrl, rows } = await setup();
  const before = await rows();
  await openTestStore({ databaseUrl });
  const after = await rows();
  expect(after).toMatchObject(before);
  expect(after.runs).toMatchObject([1, 2].map(() => NEW_COLUMNS));
  expect(after.scrapers).toMatchObject([{ stuckAfterSeconds: null, whenStuck: 'show' }]);
});

const NEW_COLUMNS = {
  suspectAt: '1970-01-01T00:00:00.000+00:00',
  suspectedAt: null,
  heldAt: null,
  grantedUntil: null,
  stuckAfterSeconds: 1800,
  whenStuck: 'show',
  lastProgressAt: null,
  stuckAt: null,
  silences: null,
};

test('its runs go on: they are read, suspected, reported of and marked', async () => {
  const { databaseUrl } = await setup();
  const { store } = await openTestStore({ databaseUrl });
  expect(await store.suspicion.candidates(NEW_YEAR)).toMatchObject([{ id: anId(1), suspectAt: 0 }]);
  expect(await store.stale.due(NEW_YEAR + 90_000)).toMatchObject([{ id: anId(1), rev: 3 }]);
  const report = await reportTo(store, anId(1), NEW_YEAR + 1000, { type: 'progress', done: 8 });
  expect(report).toMatchObject({
    run: { rev: 4, lastProgressAt: NEW_YEAR + 1000, phase: 'crawl' },
  });
  const late = await reportTo(store, anId(2), NEW_YEAR + 1000, { type: 'heartbeat' });
  expect(late).toMatchObject({ verdict: 'closed', spokeAfterDeath: true });
});

test('it keeps the trigger that gives the start times of other programs one form', async () => {
  const { databaseUrl } = await setup();
  const opened = await openTestStore({ databaseUrl });
  await aForeignRun(opened, { id: anId(3), startedAt: '2026-01-01 02:00:00+02:00' });
  await aForeignRun(opened, { id: anId(4), startedAt: NEW_YEAR });
  const stored = await opened.raw('SELECT DISTINCT "startedAt" FROM "ScrapeRun"');
  expect(stored).toEqual([{ startedAt: '2026-01-01T00:00:00.000+00:00' }]);
});
