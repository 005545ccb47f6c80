import { expect, test } from 'vitest';
import { anId } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openPlanner, type PlanNode } from '../../testing/planned.ts';
import type { Prisma } from '../generated/postgres/client.ts';
import { BELONGINGS } from '../retention.ts';
import { REPORTED } from '../run-values.ts';
import { stamp } from '../times.ts';
import type { Way } from '../ways.ts';
import { postgresDialect } from './dialect.ts';

const say = postgresDialect;
const NOW = NEW_YEAR;
const PAGE = { statuses: ['FAILED', 'RUNNING'], from: null, to: null, limit: 51 } as const;
const GAP = { reason: 'blocked', from: NOW, to: NOW + 5000 } as const;
const GRANT = { seconds: 600, actor: null, reason: null, now: NOW };
const SUSPECT = { id: 'a', rev: 0, suspectedAt: null, suspectAt: NOW };
const AFTER: [string, string] = ['2026-01-01T00:00:00.000', 'id'];
const KEEPING = { asOf: NOW, days: 3 };
const SHELF = { scraperId: 's1', status: 'FAILED' } as const;
const ROW = [anId(1), ...REPORTED.map(() => null), 'RUNNING', null, 0];
const MANY = Array.from({ length: 12_000 }, (_, index) => anId(index));

const ID = 'ScrapeRun_pkey';
const DEADLINE = 'ScrapeRun_status_deadlineAt_idx';
const SUSPECT_AT = 'ScrapeRun_status_suspectAt_idx';
const STARTED = 'ScrapeRun_status_startedAt_id_idx';
const SCRAPER = 'ScrapeRun_scraperId_status_startedAt_id_idx';
const PHASES = 'ScrapePhaseLog_runId_startedAt_idx';

const ways: [string, Way, string][] = [
  ['all runs', { by: 'status' }, STARTED],
  ['a scraper’s runs', { by: 'scrapers', scraperIds: ['s1'] }, SCRAPER],
  ['many scrapers’ runs', { by: 'many scrapers', scraperIds: ['s1', 's2'] }, STARTED],
  ['a few ids', { by: 'few ids', prefix: '0000000011', scraperId: null }, ID],
  ['many ids', { by: 'many ids', prefix: '00000000', scraperId: 's1' }, STARTED],
];
const pages = ways.flatMap(([what, way, index]): [string, Prisma.Sql, string][] => [
  [`a first page of ${what}`, say.selectPage([way], { ...PAGE, after: null }, NOW), index],
  [`a later page of ${what}`, say.selectPage([way], { ...PAGE, after: AFTER }, NOW), index],
  [
    `a page of ${what} between two days`,
    say.selectPage([way], { ...PAGE, from: NOW - 864e5, to: NOW, after: AFTER }, NOW),
    index,
  ],
]);

const statements: [string, Prisma.Sql, string][] = [
  ['what is due', say.selectDue(NOW), DEADLINE],
  ['the next deadline', say.selectNextDeadline(), DEADLINE],
  ['what runs', say.selectRunning(NOW), STARTED],
  ['recent deaths', say.selectRecentlyFailed(NOW, 50, NOW), 'ScrapeRun_status_finishedAt_idx'],
  ['runs by id', say.selectByIds(['a'], NOW), ID],
  ['many runs by id', say.selectByIds(MANY, NOW), ID],
  ['good runs', say.selectGoodRuns('s1', 9), SCRAPER],
  ['passes', say.selectSweeps(AFTER, 51), 'Sweep_startedAt_id_idx'],
  ['gaps', say.selectGaps(AFTER, 51), 'HearingGap_endedAt_id_idx'],
  ['a run’s phases', say.selectPhases('a', 9), PHASES],
  ['a run’s errors', say.selectErrors('a', 9), 'ScrapeError_runId_id_idx'],
  ['a run’s log', say.selectLogs('a', 9), 'ScrapeLog_pkey'],
  ['a run’s extensions', say.selectExtensions('a', 9), 'RunExtension_runId_grantedAt_idx'],
  ['a run’s meta', say.selectMeta('a'), ID],
  ['scrapers by prefix', say.selectScraperIds('scraper-10'), 'Scraper_name_key'],
  ['ids by prefix', say.countIds('0000', 9), ID],
  ['a bulk mark', say.updateStale(['a'], 'deadline', NOW), ID],
  ['a mark of many', say.updateStale(MANY, 'deadline', NOW), ID],
  ['an operator’s mark', say.updateStale(['a'], 'sign', NOW), ID],
  ['a mark of the stuck', say.updateStuck(['a'], NOW), ID],
  ['a mark of orphans', say.updateOrphaned(['a'], NOW), ID],
  ['a bulk re-arming', say.updateRearmed(['a'], NOW), ID],
  ['a bulk hold', say.updateHeld(['a'], NOW, NOW), ID],
  ['the end of phases', say.updatePhasesClosed(['a'], NOW), PHASES],
  ['a re-arming of all', say.updateAllRearmed(NOW), SUSPECT_AT],
  ['a gap given back', say.updateGivenBack(GAP, NOW), SUSPECT_AT],
  ['a grant', say.updateGranted(['a'], NOW), ID],
  ['the record of a grant', say.insertExtensions([{ id: 'x', runId: 'a' }], GRANT), ID],
  ['ids that there are', say.selectKnown(['a']), ID],
  ['whom to suspect', say.selectSuspectable(NOW), SUSPECT_AT],
  ['the suspected', say.selectSuspected(NOW), SUSPECT_AT],
  ['the next suspect', say.selectNextSuspectAt(), SUSPECT_AT],
  ['what was decided of suspects', say.updateSuspicion([SUSPECT]), ID],
  ['the live', say.selectCensus(), SUSPECT_AT],
  ['the silent that are not due', say.selectNotDue(NOW), DEADLINE],
  ['the last sign of a server', say.selectLastAlive(NOW), SUSPECT_AT],
  ['what a group reports on', say.selectReported(['a'], NOW), ID],
  ['a group of reports', say.updateReported([ROW]), ID],
  ['the ends in a group', say.updateFinished([ROW]), ID],
  ['late signs', say.updateSpokeAgain([{ runId: 'a', at: NOW }]), ID],
  ['the phases that a group ends', say.updatePhasesEnded([['a', stamp(NOW)]]), PHASES],
  ['the log lines that go', say.deleteOldLogs([['a', 1]]), 'ScrapeLog_pkey'],
  ['where there may be old runs', say.selectShelves(KEEPING), SCRAPER],
  ['the first old runs', say.selectOld(SHELF, null, 9, KEEPING), SCRAPER],
  ['later old runs', say.selectOld(SHELF, AFTER, 9, KEEPING), SCRAPER],
  ['who names old runs', say.selectOld(SHELF, AFTER, 9, KEEPING), 'ScrapeRun_retryOfId_idx'],
  ...BELONGINGS.map(([, table]): [string, Prisma.Sql, string] => [
    `the removal of rows of ${table}`,
    say.deleteBelongings(table, ['a'], 9),
    `${table}_`,
  ]),
  ['the removal of runs', say.deleteRuns(['a']), ID],
  ['the removal of passes', say.deleteSweeps(NOW, 9), 'Sweep_startedAt_id_idx'],
  ['the removal of gaps', say.deleteGaps(NOW, 9), 'HearingGap_endedAt_id_idx'],
  ...pages,
];

const ordered: [string, Prisma.Sql][] = [
  ['the next deadline', say.selectNextDeadline()],
  ['recent deaths', say.selectRecentlyFailed(NOW, 50, NOW)],
  ['passes', say.selectSweeps(AFTER, 51)],
  ['gaps', say.selectGaps(AFTER, 51)],
  ['the next suspect', say.selectNextSuspectAt()],
  ['good runs', say.selectGoodRuns('s1', 9)],
  ['a run’s errors', say.selectErrors('a', 9)],
  ['a run’s log', say.selectLogs('a', 9)],
  ['old runs', say.selectOld(SHELF, AFTER, 9, KEEPING)],
];

/** Reads a whole table, or a whole index. A run’s scraper may be met among all, who are few. */
function isScan({ table, type, isBounded }: PlanNode): boolean {
  if (table === null || table === 'Scraper' || isBounded) return false;
  return type.endsWith('Scan') && type !== 'Tid Scan' && type !== 'Bitmap Heap Scan';
}

/** What is wrong with the plans of statements, for values that are known and for any. */
async function faultsOf(
  checked: readonly [what: string, statement: Prisma.Sql, ...rest: string[]][],
  faultsIn: (plan: readonly PlanNode[], ...rest: string[]) => PlanNode[],
): Promise<string[]> {
  const { plansOf } = await openPlanner();
  const faults: string[] = [];
  for (const [what, statement, ...rest] of checked) {
    for (const plan of await plansOf(statement)) {
      const found = faultsIn(plan, ...rest);
      faults.push(...found.map(({ type, table }) => `${what}: ${type} ${table ?? ''}`));
    }
  }
  return faults;
}

const missing = (index: string): PlanNode => ({
  type: `no ${index}`,
  under: null,
  table: null,
  index: null,
  isBounded: false,
  isOuter: true,
});

test('the cost of no statement follows the size of a table', async () => {
  const faults = await faultsOf(statements, (plan, index = '') => {
    const isThere = plan.some((node) => node.index?.includes(index));
    return [...(isThere ? [] : [missing(index)]), ...plan.filter(isScan)];
  });
  expect(faults).toEqual([]);
});

test('what has an order comes in that of an index, unsorted', async () => {
  const faults = await faultsOf(ordered, (plan) =>
    plan.filter(({ type, isOuter }) => isOuter && type.includes('Sort')),
  );
  expect(faults).toEqual([]);
});

test('what is sorted for a page does not follow the size: each way stops on its walk', async () => {
  const walked = pages.filter(([what]) => !/a few ids|two days/.test(what));
  const faults = await faultsOf(walked, (plan, index = '') => {
    const walk = plan.find((node) => node.index === index) ?? missing(index);
    return walk.under === 'Limit' ? [] : [walk];
  });
  expect(faults).toEqual([]);
});

test('reports look their runs up, also where the planner believes that none are RUNNING', async () => {
  const { plansOf } = await openPlanner({ asleep: true });
  const reports = statements.filter(([what]) => /reports$|ends in a group|late signs/.test(what));
  for (const [, statement] of reports) {
    for (const plan of await plansOf(statement)) {
      const runs = plan.filter(({ type, table }) => table === 'ScrapeRun' && type.endsWith('Scan'));
      expect(runs.map(({ index }) => index)).toEqual(runs.map(() => ID));
    }
  }
  expect(reports).toHaveLength(3);
});
