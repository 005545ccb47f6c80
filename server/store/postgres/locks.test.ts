import type pg from 'pg';
import { expect, test } from 'vitest';
import { anId } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openClient, openTestDatabase } from '../../testing/postgres-databases.ts';
import type { Prisma } from '../generated/postgres/client.ts';
import { stamp } from '../times.ts';
import { updateFinished, updateReported } from './report.sql.ts';
import { updateRearmed, updateStale } from './sweep.sql.ts';
import { updateGranted, updateSuspicion } from './watch.sql.ts';

const MINUTE = 60_000;
const SILENT_SINCE = NEW_YEAR - 11 * MINUTE;

/** Silent runs that are due, and the connections of two nodes. */
async function setup({ runs = 1 } = {}) {
  const { url, client: watching } = await openTestDatabase();
  const [one, other] = [await openClient(url), await openClient(url)];
  await watching.query(`INSERT INTO "Scraper" ("id", "name") VALUES ('s', 's')`);
  const ids = Array.from({ length: runs }, (_, index) => anId(index));
  await watching.query(
    `INSERT INTO "ScrapeRun" ("id", "scraperId", "startedAt", "lastHeartbeatAt", "staleAfterSeconds")
     SELECT id, 's', $2, $2, 600 FROM unnest($1::text[]) id`,
    [ids, stamp(SILENT_SINCE)],
  );
  return {
    one,
    other,
    ids,
    /** Resolves when a connection waits for a lock. */
    async waiting() {
      for (;;) {
        const { rows } = await watching.query('SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1');
        if (rows.length > 0) return;
      }
    },
    async runs() {
      const { rows } = await watching.query(
        'SELECT "status", "rev", "lastSeq" FROM "ScrapeRun" ORDER BY "id"',
      );
      return rows as { status: string; rev: number; lastSeq: number }[];
    },
  };
}

async function idsOf(client: pg.Client, { text, values }: Prisma.Sql): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(text, [...values]);
  return rows.map(({ id }) => id);
}

/** What a report of now, which found its run with `rev`, would write. */
function aReport(id: string, rev = 0, status = 'RUNNING') {
  const [now, later] = [stamp(NEW_YEAR), stamp(NEW_YEAR + 10 * MINUTE)];
  const progress = [null, null, null, null, null] as const;
  const times = [now, later, later, null, null, null, null] as const;
  const end = status === 'RUNNING' ? null : now;
  return [id, ...progress, ...times, '{}', 1, rev + 1, null, status, end, rev] as const;
}

test('a report that commits while a mark waits for it spares the run', async () => {
  const { one, other, ids, waiting, runs } = await setup({ runs: 2 });
  await one.query('BEGIN');
  expect(await idsOf(one, updateReported([aReport(anId(0))]))).toEqual([anId(0)]);

  const marked = idsOf(other, updateStale(ids, 'deadline', NEW_YEAR));
  await waiting();
  await one.query('COMMIT');

  expect(await marked).toEqual([anId(1)]);
  expect((await runs()).map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
});

test('and so it is by the rule of an operator, who looks at signs of life alone', async () => {
  const { one, other, ids, waiting } = await setup();
  await one.query('BEGIN');
  await idsOf(one, updateReported([aReport(anId(0))]));

  const marked = idsOf(other, updateStale(ids, 'sign', NEW_YEAR));
  await waiting();
  await one.query('COMMIT');

  expect(await marked).toEqual([]);
});

test('a report that is rolled back while a mark waits for it spares nobody', async () => {
  const { one, other, ids, waiting } = await setup();
  await one.query('BEGIN');
  await idsOf(one, updateReported([aReport(anId(0))]));

  const marked = idsOf(other, updateStale(ids, 'deadline', NEW_YEAR));
  await waiting();
  await one.query('ROLLBACK');

  expect(await marked).toEqual(ids);
});

test.each([
  ['a report', (id: string) => updateReported([aReport(id)])],
  ['an end', (id: string) => updateFinished([aReport(id, 0, 'COMPLETED')])],
  ['a grant', (id: string) => updateGranted([id], NEW_YEAR + 10 * MINUTE)],
  ['a mark', (id: string) => updateStale([id], 'deadline', NEW_YEAR)],
  ['a new deadline', (id: string) => updateRearmed([id], NEW_YEAR)],
  [
    'a suspicion',
    (id: string) =>
      updateSuspicion([{ id, rev: 0, suspectedAt: NEW_YEAR, suspectAt: NEW_YEAR + MINUTE }]),
  ],
])(
  'a report that waited for %s is decided anew: nothing of it is written',
  async (_what, first) => {
    const { one, other, waiting, runs } = await setup();
    await one.query('BEGIN');
    expect(await idsOf(one, first(anId(0)))).toEqual([anId(0)]);

    const reported = idsOf(other, updateReported([aReport(anId(0))]));
    await waiting();
    await one.query('COMMIT');

    expect(await reported).toEqual([]);
    expect(await runs()).toMatchObject([{ rev: 1 }]);
  },
);

test('two nodes that write the same runs, named in opposite orders, never deadlock', async () => {
  const { one, other, ids, runs } = await setup({ runs: 60 });
  const hammer = async (client: pg.Client, order: readonly string[]) => {
    for (let round = 0; round < 15; round += 1) {
      const { rows } = await client.query('SELECT "id", "rev" FROM "ScrapeRun"');
      const revs = new Map(rows.map(({ id, rev }) => [id, rev]));
      await idsOf(client, updateReported(order.map((id) => aReport(id, revs.get(id)))));
      await idsOf(client, updateRearmed(order, NEW_YEAR + 60 * MINUTE));
      await idsOf(client, updateGranted(order, NEW_YEAR + MINUTE));
    }
  };
  // PostgreSQL ends one of two that wait for each other, and its statement rejects.
  await Promise.all([hammer(one, ids), hammer(other, [...ids].reverse())]);
  const revs = (await runs()).map(({ rev }) => rev);
  expect(Math.min(...revs)).toBeGreaterThan(30);
});
