import type { BoardSnapshot } from '../../server/domain/events.ts';
import type { Node } from '../../server/domain/node.ts';
import type { Run, RunDetail, RunStatus } from '../../server/domain/run.ts';
import type { Sweep, SweepEntry } from '../../server/domain/sweep.ts';
import type { HearingGap, WatchdogState } from '../../server/domain/watchdog.ts';

/** The board in the cache: RUNNING runs, those that ended a moment ago, and the recent deaths. */
export type Board = Omit<BoardSnapshot, 'ok'> & {
  /** Whether `recent` holds every death of the last 24 h, not only those that were told of. */
  recentComplete?: boolean;
};

/** `GET /api/runs/{id}`, and a run in the cache. */
export interface RunAnswer {
  now: string;
  run: RunDetail;
}

/** `POST /api/runs/{id}/cancel`. */
export interface CancelAnswer {
  now: string;
  run: Run;
}

/** One page of `GET /api/runs`. */
export interface RunsPage {
  now: string;
  runs: Run[];
  nextCursor: string | null;
}

/** One page of `GET /api/sweeps`. */
export interface SweepsPage {
  now: string;
  sweeps: Sweep[];
  nextCursor: string | null;
}

/** One page of `GET /api/gaps`. */
export interface GapsPage {
  now: string;
  gaps: HearingGap[];
  nextCursor: string | null;
}

/** `GET /api/nodes`. */
export interface NodesAnswer {
  now: string;
  nodes: Node[];
}

/** `POST /api/extensions`. */
export interface GrantAnswer {
  now: string;
  granted: Run[];
  refused: { runId: string; reason: 'closed' | 'not_found' }[];
}

/** `GET /api/watchdog`. */
export type WatchdogAnswer = WatchdogState & { now: string };

/** `POST /api/sweeps`. */
export interface SweepAnswer {
  now: string;
  sweep: Sweep | null;
  marked: SweepEntry[];
  spared: SweepEntry[];
}

/** What the history can be narrowed to; empty and null mean "any". */
export interface RunFilters {
  statuses?: readonly RunStatus[];
  scraper?: string | null;
  /** A prefix of the scraper's name or the run's id. */
  q?: string | null;
  /** ISO times that bound startedAt. */
  from?: string | null;
  to?: string | null;
  /** Rows of a page, 1 to 200; 50 when nothing is said. */
  limit?: number;
}
