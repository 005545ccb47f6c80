import { expect, test } from 'vitest';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';
import type { Prisma } from '../generated/sqlite/client.ts';
import { BELONGINGS } from '../retention.ts';
import {
  deleteBelongings,
  deleteGaps,
  deleteRuns,
  deleteSweeps,
  selectOld,
  selectShelves,
} from './retention.sql.ts';

/** What SQLite would do, step by step. */
async function setup() {
  const { raw } = await openTestStore();
  return async (query: Prisma.Sql): Promise<string[]> => {
    const sql = `EXPLAIN QUERY PLAN ${query.sql}`;
    const steps = await raw(sql, query.values as Parameters<typeof raw>[1]);
    return steps.map(({ detail }) => String(detail));
  };
}

const KEEPING = { asOf: NEW_YEAR, days: 30 };
const SHELF = { scraperId: 'a', status: 'FAILED' } as const;
const SHELF_INDEX = 'ScrapeRun_scraperId_status_startedAt_id_idx (scraperId=? AND status=?';
const AFTER: [string, string] = ['2026-01-01T00:00:00.000+00:00', 'id'];

test.each<[string, Prisma.Sql, string[]]>([
  [
    'where there may be old runs',
    selectShelves(KEEPING),
    [`COVERING INDEX ${SHELF_INDEX} AND startedAt<?)`, '(scraperId>?)'],
  ],
  ['the first old runs', selectOld(SHELF, null, 9, KEEPING), [`${SHELF_INDEX} AND startedAt<?)`]],
  [
    'later old runs, and who names them',
    selectOld(SHELF, AFTER, 9, KEEPING),
    [`${SHELF_INDEX} AND (startedAt,id)>(?,?) AND startedAt<?)`, 'ScrapeRun_retryOfId_idx'],
  ],
  ...BELONGINGS.map(([, table]): [string, Prisma.Sql, string[]] => [
    `the removal of rows of ${table}`,
    deleteBelongings(table, ['a'], 9),
    ['(runId=?)', 'INTEGER PRIMARY KEY (rowid=?)'],
  ]),
  ['the removal of runs', deleteRuns(['a']), ['sqlite_autoindex_ScrapeRun_1 (id=?)']],
  ['the removal of passes', deleteSweeps(NEW_YEAR, 9), ['Sweep_startedAt_id_idx (startedAt<?)']],
  ['the removal of gaps', deleteGaps(NEW_YEAR, 9), ['HearingGap_endedAt_id_idx (endedAt<?)']],
])('the cost of %s does not follow the size of a table', async (_what, query, indexes) => {
  const planOf = await setup();
  const plan = await planOf(query);
  for (const index of indexes) expect(plan.join('\n')).toContain(index);
  // `owner`: the scrapers, leapt over one by one; `n`: the newest row alone, from an index.
  const scans = plan.filter((step) => step.startsWith('SCAN') && !step.includes('VIRTUAL TABLE'));
  expect(scans.filter((step) => !/^SCAN (owner$|n USING COVERING INDEX)/.test(step))).toEqual([]);
  expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
});
