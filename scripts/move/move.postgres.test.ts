import { expect, test } from 'vitest';
import { anId } from '../../server/testing/factories.ts';
import { NEW_YEAR } from '../../server/testing/fake-clock.ts';
import { setupMove } from '../testing/moving.ts';

const RUNS = [
  { n: 1, endedAt: NEW_YEAR, logs: 700, phases: 3, errors: 2, extensions: 1 },
  // It comes before the run that it retries.
  { n: 2, endedAt: null, retryOf: 3, logs: 1 },
  { n: 3, endedAt: NEW_YEAR, scraper: 'news' },
];

test('everything is there afterwards, and the numbers go on', async (context) => {
  const { move, fill, here, there, said } = await setupMove(context);
  await fill(RUNS);
  // The last phase was removed: its number is never given again.
  await here('DELETE FROM "ScrapePhaseLog" WHERE id = (SELECT MAX(id) FROM "ScrapePhaseLog")');
  await move();
  const count = `SELECT (SELECT COUNT(*) FROM "ScrapeRun") AS runs, (SELECT COUNT(*) FROM "ScrapeLog") AS logs,
    (SELECT COUNT(*) FROM "ScrapeError") AS errors, (SELECT COUNT(*) FROM "RunExtension") AS grants`;
  expect(await there(count)).toEqual([{ runs: '3', logs: '701', errors: '2', grants: '1' }]);
  const ids = 'SELECT id, "runId", phase FROM "ScrapePhaseLog" ORDER BY id';
  expect(await there(ids)).toEqual(await here(ids));
  const retries = 'SELECT id, "retryOfId", "scraperId" FROM "ScrapeRun" ORDER BY id';
  expect(await there(retries)).toEqual(await here(retries));
  const [next] = await there(
    `INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt") VALUES ($1, 'x', now()) RETURNING id`,
    [anId(1)],
  );
  expect(next).toEqual({ id: 4 });
  expect(said).toContainEqual(expect.stringMatching(/^ScrapeLog +701 +checksum [0-9a-f]{32}$/));
});

test('no column is left behind, whatever it holds', async (context) => {
  const { move, here, there } = await setupMove(context);
  await here(`INSERT INTO "Scraper" (id, name) VALUES ('s', 'Über "{shop}", \\ NULL')`);
  const columns = await here(`SELECT name, type FROM pragma_table_info('ScrapeRun')`);
  const values: Record<string, string | number> = {
    id: anId(1),
    scraperId: 's',
    retryOfId: anId(1),
    progressDone: 0.00001,
    progressTotal: 1e21,
    lastSeq: 2 ** 53,
    meta: '{"b": [1, "\\u0000"],  "a": null}',
    silences: '{}',
    progressMessage: 'a,b "c" {d} \\ \n NULL',
    progressUnit: '',
    phase: 'NULL',
  };
  const filled = columns.map(({ name, type }, n) => {
    const time = new Date(NEW_YEAR + n).toISOString().replace('Z', '+00:00');
    return (
      values[String(name)] ?? (type === 'DATETIME' ? time : type === 'INTEGER' ? n : `text ${n}`)
    );
  });
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  await here(
    `INSERT INTO "ScrapeRun" (${names}) VALUES (${filled.map(() => '?').join(', ')})`,
    filled,
  );
  await move();
  const [row = {}] = await there(
    `SELECT *, meta::text AS meta, silences::text AS silences FROM "ScrapeRun"`,
  );
  const found = columns.map(({ name, type }) => {
    const value = row[String(name)];
    return type === 'DATETIME' ? (value as Date).toISOString().replace('Z', '+00:00') : value;
  });
  expect(found).toEqual(filled);
  expect(await there('SELECT name FROM "Scraper"')).toEqual([{ name: 'Über "{shop}", \\ NULL' }]);
});

test('times and JSON of other programs are moved as the store reads them, and what it cannot is told', async (context) => {
  const { move, here, there, fill, said } = await setupMove(context);
  await fill([{ n: 1, endedAt: null, phases: 4 }]);
  const written = [
    '2026-01-01 02:00:00',
    '2026-01-01T00:00:00.5+02:00',
    1767225600250.4,
    'yesterday',
  ];
  for (const [n, time] of written.entries()) {
    await here('UPDATE "ScrapePhaseLog" SET "startedAt" = ? WHERE id = ?', [time, n + 1]);
  }
  await here(`UPDATE "ScrapeRun" SET meta = 'nonsense'`);
  await move();
  const times = await there('SELECT "startedAt"::text AS at FROM "ScrapePhaseLog" ORDER BY id');
  expect(times.map(({ at }) => at)).toEqual([
    '2026-01-01 02:00:00+00',
    '2025-12-31 22:00:00.5+00',
    '2026-01-01 00:00:00.25+00',
    '-infinity',
  ]);
  expect(await there('SELECT meta FROM "ScrapeRun"')).toEqual([{ meta: null }]);
  expect(said).toContain('! startedAt of ScrapePhaseLog (id 4) cannot be read, here as there');
  expect(said).toContain(`! meta of ScrapeRun (id ${anId(1)}) cannot be read, here as there`);
});

test('the tables are as strict as before', async (context) => {
  const { move, there, fill } = await setupMove(context);
  await fill(RUNS);
  await move();
  expect(await there('SELECT conname FROM pg_constraint WHERE condeferrable')).toEqual([]);
});

test('the source is as it was, and may be served again', async (context) => {
  const { move, here, fill, store } = await setupMove(context);
  await fill(RUNS);
  const rows = () => here('SELECT * FROM "ScrapeRun" ORDER BY id');
  const before = await rows();
  await move();
  expect(await rows()).toEqual(before);
  await store.start();
  await store.stop();
});
