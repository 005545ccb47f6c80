import type { Dialect } from '../dialect.ts';
import {
  selectErrors,
  selectExtensions,
  selectLogs,
  selectMeta,
  selectPhases,
} from './detail.sql.ts';
import { countIds, selectPage, selectScraperIds } from './list.sql.ts';
import { lockGaps } from './nodes.ts';
import {
  deleteOldLogs,
  insertErrors,
  insertLogs,
  insertPhases,
  selectReported,
  updateFinished,
  updatePhasesEnded,
  updateReported,
  updateSpokeAgain,
} from './report.sql.ts';
import {
  deleteBelongings,
  deleteGaps,
  deleteRuns,
  deleteSweeps,
  selectOld,
  selectShelves,
} from './retention.sql.ts';
import {
  joinRows,
  selectByIds,
  selectDue,
  selectGoodRuns,
  selectJustFailed,
  selectNextDeadline,
  selectRecentlyFailed,
  selectRunning,
} from './runs.sql.ts';
import {
  insertFatalErrors,
  selectCensus,
  selectNotDue,
  selectSweeps,
  updateAllRearmed,
  updateHeld,
  updateOrphaned,
  updatePhasesClosed,
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

/** What the store says to PostgreSQL in its own words, by subject. */
export const postgresDialect: Dialect = {
  // runs
  joinRows,
  selectByIds,
  selectDue,
  selectGoodRuns,
  selectJustFailed,
  selectNextDeadline,
  selectRecentlyFailed,
  selectRunning,
  // what belongs to one run
  selectErrors,
  selectExtensions,
  selectLogs,
  selectMeta,
  selectPhases,
  // the history
  countIds,
  selectPage,
  selectScraperIds,
  // reports
  deleteOldLogs,
  insertErrors,
  insertLogs,
  insertPhases,
  selectReported,
  updateFinished,
  updatePhasesEnded,
  updateReported,
  updateSpokeAgain,
  // passes
  insertFatalErrors,
  selectCensus,
  selectNotDue,
  selectSweeps,
  updateAllRearmed,
  updateHeld,
  updateOrphaned,
  updatePhasesClosed,
  updateRearmed,
  updateStale,
  updateStuck,
  // what comes before a death
  insertExtensions,
  lockGaps,
  selectGaps,
  selectKnown,
  selectLastAlive,
  selectNextSuspectAt,
  selectSuspectable,
  selectSuspected,
  updateGivenBack,
  updateGranted,
  updateSuspicion,
  // what is too old
  deleteBelongings,
  deleteGaps,
  deleteRuns,
  deleteSweeps,
  selectOld,
  selectShelves,
};
