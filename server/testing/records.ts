import type { RunRecord } from '../domain/run.ts';
import { seconds } from '../domain/time.ts';
import { NEW_YEAR } from './fake-clock.ts';

/** The id of {@link aRecord}, unless it is given another. */
export const SOME_ID = '01970000-0000-7000-8000-000000000001';

/** A RUNNING run as the store would hand it out: started at the new year, stale after 10 min. */
export function aRecord(fields: Partial<RunRecord> = {}): RunRecord {
  const startedAt = fields.startedAt ?? NEW_YEAR;
  const staleAfterSeconds = fields.staleAfterSeconds ?? 600;
  return {
    id: SOME_ID,
    scraper: 'books',
    status: 'RUNNING',
    origin: 'REMOTE',
    trigger: 'api',
    retryOf: null,
    startedAt,
    finishedAt: null,
    phase: null,
    progress: null,
    lastPhaseAt: null,
    lastHeartbeatAt: null,
    staleAfterSeconds,
    staleAfterFrom: 'setting',
    deadlineAt: startedAt + seconds(staleAfterSeconds),
    suspectAt: startedAt + (seconds(staleAfterSeconds) * 3) / 4,
    suspectedAt: null,
    heldAt: null,
    grantedUntil: null,
    stuckAfterSeconds: 1800,
    whenStuck: 'show',
    lastProgressAt: null,
    stuckAt: null,
    silences: {},
    lastSeq: -1,
    rev: 0,
    cancelRequestedAt: null,
    spokeAgainAt: null,
    reportedAt: null,
    error: null,
    ...fields,
  };
}
