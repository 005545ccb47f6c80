import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';
import type { Prisma } from '../generated/sqlite/client.ts';
import type { Way } from '../ways.ts';
import { selectErrors, selectExtensions, selectLogs, selectPhases } from './detail.sql.ts';
import { countIds, selectPage, selectScraperIds } from './list.sql.ts';
import {
  selectByIds,
  selectDue,
  selectGoodRuns,
  selectNextDeadline,
  selectRecentlyFailed,
  selectRunning,
} from './runs.sql.ts';
import {
  selectCensus,
  selectNotDue,
  selectSweeps,
  updateHeld,
  updateRearmed,
  updateStale,
  updateStuck,
} from './sweep.sql.ts';
import {
  insertExtensions,
  selectGaps,
  selectKnown,
  selectLastAlive,
  selectNextSuspectAt,
  selectSuspectable,
  selectSuspected,
  updateGivenBack,
  updateGranted,
  updateSuspicion,
} from './watch.sql.ts';

interface Step {
  parent: number;
  detail: string;
}

/** What SQLite would do, step by step. */
async function setup() {
  const { raw } = await openTestStore();
  const stepsOf = async (query: Prisma.Sql): Promise<Step[]> => {
    const steps = await raw(
      `EXPLAIN QUERY PLAN ${query.sql}`,
      query.values as Parameters<typeof raw>[1],
    );
    return steps.map(({ parent, detail }) => ({ parent: Number(parent), detail: String(detail) }));
  };
  return {
    stepsOf,
    planOf: async (query: Prisma.Sql) => (await stepsOf(query)).map(({ detail }) => detail),
  };
}

const PAGE = { statuses: ['FAILED', 'RUNNING'], from: null, to: null, limit: 51 } as const;
const BY_ID = 'sqlite_autoindex_ScrapeRun_1 (id=?)';
const GAP = { reason: 'blocked', from: NEW_YEAR, to: NEW_YEAR + 5000 } as const;
const GRANT = { seconds: 600, actor: null, reason: null, now: NEW_YEAR };
const SUSPECT = { id: 'a', rev: 0, suspectedAt: null, suspectAt: NEW_YEAR };
const AFTER = ['2026-01-01T00:00:00.000+00:00', 'id'] as [string, string];

const ways: [string, Way, string][] = [
  ['all runs', { by: 'status' }, 'ScrapeRun_status_startedAt_id_idx (status=?'],
  [
    'a scraper’s runs',
    { by: 'scrapers', scraperIds: ['a'] },
    'ScrapeRun_scraperId_status_startedAt_id_idx (scraperId=? AND status=?',
  ],
  [
    'many scrapers’ runs',
    { by: 'many scrapers', scraperIds: ['a'] },
    'ScrapeRun_status_startedAt_id_idx (status=?',
  ],
  ['a few ids', { by: 'few ids', prefix: 'a', scraperId: null }, '(id>? AND id<?)'],
  [
    'many ids',
    { by: 'many ids', prefix: 'a', scraperId: 's' },
    'ScrapeRun_status_startedAt_id_idx (status=?',
  ],
];

describe('the cost does not follow the size of a table', () => {
  test.each<[string, Prisma.Sql, string]>([
    [
      'what is due',
      selectDue(NEW_YEAR),
      'ScrapeRun_status_deadlineAt_idx (status=? AND deadlineAt<?)',
    ],
    ['the next deadline', selectNextDeadline(), 'ScrapeRun_status_deadlineAt_idx (status=?)'],
    ['what runs', selectRunning(NEW_YEAR), 'ScrapeRun_status_startedAt_id_idx (status=?)'],
    [
      'recent deaths',
      selectRecentlyFailed(NEW_YEAR, 50, NEW_YEAR),
      'ScrapeRun_status_finishedAt_idx (status=? AND finishedAt>?)',
    ],
    ['runs by id', selectByIds(['a'], NEW_YEAR), 'sqlite_autoindex_ScrapeRun_1 (id=?)'],
    ['passes', selectSweeps(AFTER, 51), 'Sweep_startedAt_id_idx ((startedAt,id)<(?,?))'],
    ['a run’s phases', selectPhases('a', 9), 'ScrapePhaseLog_runId_startedAt_idx (runId=?)'],
    ['a run’s errors', selectErrors('a', 9), 'ScrapeError_runId_id_idx (runId=?)'],
    ['a run’s log', selectLogs('a', 9), 'sqlite_autoindex_ScrapeLog_1 (runId=?)'],
    ['scrapers by prefix', selectScraperIds('a'), 'Scraper_name_key (name>? AND name<?)'],
    ['ids by prefix', countIds('a', 9), '(id>? AND id<?)'],
    ['a bulk mark', updateStale(['a'], 'deadline', NEW_YEAR), 'ScrapeRun_status_deadlineAt_idx'],
    ['a bulk re-arming', updateRearmed(['a'], NEW_YEAR), 'ScrapeRun_status_deadlineAt_idx'],
    [
      'a bulk hold',
      updateHeld(['a'], NEW_YEAR, NEW_YEAR),
      'ScrapeRun_status_deadlineAt_idx (status=? AND deadlineAt<?)',
    ],
    ['an operator’s mark', updateStale(['a'], 'sign', NEW_YEAR), BY_ID],
    ['a mark of the stuck', updateStuck(['a'], NEW_YEAR), BY_ID],
    ['a grant', updateGranted(['a'], NEW_YEAR), BY_ID],
    ['the record of a grant', insertExtensions([{ id: 'x', runId: 'a' }], GRANT), BY_ID],
    ['ids that there are', selectKnown(['a']), BY_ID],
    ['a run’s extensions', selectExtensions('a', 9), 'RunExtension_runId_grantedAt_idx (runId=?)'],
    [
      'good runs',
      selectGoodRuns('a', 9),
      'ScrapeRun_scraperId_status_startedAt_id_idx (scraperId=? AND status=?)',
    ],
    [
      'whom to suspect',
      selectSuspectable(NEW_YEAR),
      'ScrapeRun_status_suspectAt_idx (status=? AND suspectAt<?)',
    ],
    [
      'the suspected',
      selectSuspected(NEW_YEAR),
      'ScrapeRun_status_suspectAt_idx (status=? AND suspectAt>?)',
    ],
    [
      'the next suspect',
      selectNextSuspectAt(),
      'ScrapeRun_status_suspectAt_idx (status=? AND suspectAt<?)',
    ],
    ['what was decided of suspects', updateSuspicion([SUSPECT]), BY_ID],
    ['the live', selectCensus(), 'COVERING INDEX ScrapeRun_status_suspectAt_idx (status=?)'],
    [
      'the suspected among them',
      selectCensus(),
      'ScrapeRun_status_suspectAt_idx (status=? AND suspectAt>?)',
    ],
    [
      'the silent that are not due',
      selectNotDue(NEW_YEAR),
      'ScrapeRun_status_deadlineAt_idx (status=? AND deadlineAt>?)',
    ],
    ['a gap given back', updateGivenBack(GAP, NEW_YEAR), 'ScrapeRun_status_'],
    ['the last sign of a server', selectLastAlive(NEW_YEAR), 'ScrapeRun_status_'],
    ['gaps', selectGaps(AFTER, 51), 'HearingGap_endedAt_id_idx ((endedAt,id)<(?,?))'],
    ...ways.flatMap(([what, way, index]): [string, Prisma.Sql, string][] => [
      [`a first page of ${what}`, selectPage([way], { ...PAGE, after: null }, NEW_YEAR), index],
      [`a later page of ${what}`, selectPage([way], { ...PAGE, after: AFTER }, NEW_YEAR), index],
    ]),
  ])('of %s', async (_what, query, index) => {
    const { planOf } = await setup();
    const plan = await planOf(query);
    expect(plan.join('\n')).toContain(index);
    // Scans are of parameters alone (virtual tables made from one JSON text), or of what was just
    // searched for and is kept aside.
    const scans = plan.filter((step) => step.startsWith('SCAN') && !step.includes('VIRTUAL TABLE'));
    expect(
      scans.filter((step) => !/^SCAN \(?(json_each|st|sc|subquery|CONSTANT ROW|o$|n$)/.test(step)),
    ).toEqual([]);
  });

  test.each<[string, Prisma.Sql]>([
    ['what is due', selectDue(NEW_YEAR)],
    ['the next deadline', selectNextDeadline()],
    ['what runs', selectRunning(NEW_YEAR)],
    ['recent deaths', selectRecentlyFailed(NEW_YEAR, 50, NEW_YEAR)],
    ['passes', selectSweeps(AFTER, 51)],
    ['gaps', selectGaps(AFTER, 51)],
    ['whom to suspect', selectSuspectable(NEW_YEAR)],
    ['the next suspect', selectNextSuspectAt()],
    ['good runs', selectGoodRuns('a', 9)],
    ['a run’s errors', selectErrors('a', 9)],
    ['a run’s log', selectLogs('a', 9)],
  ])('and %s comes in the order of an index, unsorted', async (_what, query) => {
    const { planOf } = await setup();
    const plan = await planOf(query);
    // A run's newest phase is looked for among its own phases; nothing else may be sorted.
    const inner = plan.findIndex((step) => step.startsWith('CORRELATED'));
    const outer = inner === -1 ? plan : plan.slice(0, inner);
    expect(outer.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  });

  test('nor does what is sorted for a page follow it: only the keys of full pages are', async () => {
    const { stepsOf } = await setup();
    for (const [, way] of ways.filter(([, { by }]) => by !== 'few ids')) {
      const steps = await stepsOf(selectPage([way], { ...PAGE, after: AFTER }, NEW_YEAR));
      const searched = steps.find(({ detail }) => detail.startsWith('SEARCH c USING '));
      const beside = steps.filter(({ parent }) => parent === searched?.parent);
      expect(searched).toBeDefined();
      expect(beside.filter(({ detail }) => detail.includes('TEMP B-TREE'))).toEqual([]);
    }
  });
});
