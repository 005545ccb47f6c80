import { expect, test } from 'vitest';
import { anId } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';
import type { Prisma } from '../generated/sqlite/client.ts';
import {
  deleteOldLogs,
  selectReported,
  updateFinished,
  updatePhasesEnded,
  updateReported,
  updateSpokeAgain,
} from './report.sql.ts';

/** What SQLite would do, step by step, to tables of ours. */
async function setup() {
  const { raw } = await openTestStore();
  return async ({ sql, values }: Prisma.Sql) => {
    const steps = await raw(`EXPLAIN QUERY PLAN ${sql}`, values as Parameters<typeof raw>[1]);
    return steps.map(({ detail }) => String(detail)).filter((step) => !/json_each|^j$/.test(step));
  };
}

const RUN = 'sqlite_autoindex_ScrapeRun_1 (id=?)';

test.each<[string, Prisma.Sql, string]>([
  ['the reading', selectReported([anId(1)], NEW_YEAR), RUN],
  ['the writing', updateReported([[anId(1)]]), RUN],
  ['the end', updateFinished([[anId(1)]]), RUN],
  ['a late sign', updateSpokeAgain([{ runId: anId(1), at: NEW_YEAR }]), RUN],
  ['the end of a phase', updatePhasesEnded([[anId(1), 'now']]), 'startedAt_idx (runId=?)'],
  ['the trimming', deleteOldLogs([[anId(1), 1]]), 'ScrapeLog_1 (runId=? AND n<?)'],
])('%s of a group looks each run up', async (_what, statement, way) => {
  const steps = await (await setup())(statement);
  expect(steps.some((step) => step.includes(way))).toBe(true);
  expect(steps.filter((step) => /\bSCAN (r|s|p|l|e|Scrape)/.test(step))).toEqual([]);
});
