import { expect, test } from 'vitest';
import { planReport } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import { anId, aRun } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestSession } from '../testing/meddling.ts';
import { openTestStore } from '../testing/store.ts';
import { Prisma } from './generated/sqlite/client.ts';
import type { Db } from './jobs.ts';
import { reportAll } from './report.ts';

/**
 * SQLite lets no other writer in between a group's read and its write, but another engine does. So
 * here `meddle` changes the row there, the first time that it is written to.
 */
function meddledWith(db: Db, meddle: () => Promise<unknown>): Db {
  let met = false;
  return new Proxy(db, {
    get(client, key) {
      if (key !== 'query') return Reflect.get(client, key);
      return async (statement: Prisma.Sql) => {
        if (!met && statement.sql.includes('UPDATE "ScrapeRun"')) {
          met = true;
          await meddle();
        }
        return client.query(statement);
      };
    },
  });
}

async function setup() {
  const opened = await openTestStore();
  const { store } = opened;
  for (const n of [1, 2]) await aRun(store, { id: anId(n) });
  const session = await openTestSession(opened);
  return {
    store,
    /** Reports a line of two runs, two of each, while `sql` is run in between. */
    sayWhile: (sql: string) =>
      session.write((db) => {
        const reports = [1, 2, 1, 2].map((n) => ({ id: anId(n), now: NEW_YEAR, decide: aLine }));
        return reportAll(
          meddledWith(db, () => db.execute(Prisma.raw(sql))),
          reports,
        );
      }),
  };
}

function aLine(run: RunRecord) {
  const line = { type: 'log', level: 'info', message: 'said' } as const;
  return planReport(run, [line], NEW_YEAR, NEW_YEAR + 1);
}

test('reports that find their run ended in between are decided anew, and the others are not', async () => {
  const { store, sayWhile } = await setup();
  const ends = `UPDATE "ScrapeRun" SET status = 'COMPLETED' WHERE id = '${anId(1)}'`;
  const closed = { verdict: 'closed', run: { id: anId(1), status: 'COMPLETED' } };
  expect(await sayWhile(ends)).toMatchObject([
    { result: closed },
    { result: { verdict: 'accepted', before: { rev: 0 }, run: { id: anId(2), rev: 1 } } },
    { result: closed },
    { result: { verdict: 'accepted', before: { rev: 1 }, run: { id: anId(2), rev: 2 } } },
  ]);
  const [ended, other] = [
    await store.runs.detail(anId(1), NEW_YEAR),
    await store.runs.detail(anId(2), NEW_YEAR),
  ];
  expect(ended).toMatchObject({ run: { status: 'COMPLETED', rev: 0 }, logs: [] });
  expect(other).toMatchObject({ run: { rev: 2 }, logs: [{ n: 1 }, { n: 2 }] });
});

test('reports that find their run gone in between are told so', async () => {
  const { sayWhile } = await setup();
  const gone = { result: { verdict: 'not_found' } };
  const here = { result: { verdict: 'accepted' } };
  expect(await sayWhile(`DELETE FROM "ScrapeRun" WHERE id = '${anId(1)}'`)).toMatchObject([
    gone,
    here,
    gone,
    here,
  ]);
});
