import { Problem } from '../domain/errors.ts';
import type { DecideReport, ReportResult } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';
import type { Outcome, Report } from './chain.ts';
import type { Jobs, Write } from './jobs.ts';
import { reportAll } from './report.ts';
import { createRunMemory, type RunMemory } from './run-memory.ts';

/** How much may be in one commit, and how much may wait for one. */
export interface GroupLimits {
  /** Reports of one commit: other writers have their turn between two. */
  reportsAGroup: number;
  /** Bytes of the reports of one commit; a single bigger one has a commit of its own. */
  bytesAGroup: number;
  /** Reports, and bytes of them, that wait or are being written; what comes then is refused. */
  reportsWaiting: number;
  bytesWaiting: number;
}

/** A second's worth of reports may wait, so that whoever queues behind them is heard in time. */
export const GROUP_LIMITS: GroupLimits = {
  reportsAGroup: 256,
  bytesAGroup: 512 * 1024,
  reportsWaiting: 4096,
  bytesWaiting: 16 * 1024 * 1024,
};

/** Takes a report, of about so many bytes; see `RunStore.report`. */
export type TakeReport = (
  id: string,
  now: Millis,
  decide: DecideReport,
  bytes?: number,
) => Promise<ReportResult>;

interface Waiting extends Report {
  bytes: number;
  resolve(result: ReportResult): void;
  reject(failure: unknown): void;
}

/**
 * Commits reports in groups. The first one takes a place in the queue of writers; whoever comes
 * before its turn joins it, and is told after the commit that they share. So nobody waits when
 * nothing else is written, and the more comes at once, the more is written at once. Rejects with
 * `Problem('unavailable')` when too much waits already.
 */
export function createReportGroups(session: Jobs, limits: GroupLimits = GROUP_LIMITS): TakeReport {
  const memory = createRunMemory();
  let forming: Waiting[] | null = null;
  let formingBytes = 0;
  let reportsWaiting = 0;
  let bytesWaiting = 0;

  return (id, now, decide, bytes = 0) => {
    if (reportsWaiting >= limits.reportsWaiting || bytesWaiting + bytes > limits.bytesWaiting) {
      return Promise.reject(tooMuch());
    }
    reportsWaiting += 1;
    bytesWaiting += bytes;
    const told = new Promise<ReportResult>((resolve, reject) =>
      join({ id, now, decide, bytes, resolve, reject }),
    );
    return told.finally(() => {
      reportsWaiting -= 1;
      bytesWaiting -= bytes;
    });
  };

  function join(report: Waiting): void {
    if (forming === null || isFull(forming, report.bytes)) forming = begin();
    forming.push(report);
    formingBytes += report.bytes;
  }

  function isFull(group: readonly Waiting[], bytes: number): boolean {
    return group.length >= limits.reportsAGroup || formingBytes + bytes > limits.bytesAGroup;
  }

  /** A place in the queue is taken at once: a sweep that is asked for later comes later. */
  function begin(): Waiting[] {
    const group: Waiting[] = [];
    formingBytes = 0;
    void session
      .inTurn(async (write) => {
        await companyIsRead();
        if (forming === group) forming = null;
        await commit(session, { write, memory }, group);
      })
      .catch((failure: unknown) => {
        for (const report of group) report.reject(failure);
      });
    return group;
  }
}

/** What has reached the process together with the first is read in this turn of the loop. */
function companyIsRead(): Promise<void> {
  return new Promise((read) => setImmediate(read));
}

/** So many reports at once mean that more are on their way: a lone one is sooner done than handed over. */
const SHARED_FROM = 8;

/** What a group is committed by. */
interface By {
  write: Write;
  memory: RunMemory;
}

/** Commits a group and tells everybody. One whose values the database refuses fails alone. */
async function commit(session: Jobs, by: By, group: readonly Waiting[]): Promise<void> {
  const { write, memory } = by;
  let outcomes: Outcome[];
  try {
    outcomes = await write((db) => reportAll(db, group, memory), group.length >= SHARED_FROM);
    memory.keep();
  } catch (failure) {
    memory.forget();
    if (group.length > 1 && session.blamesOneRow(failure)) {
      const half = Math.ceil(group.length / 2);
      await commit(session, by, group.slice(0, half));
      return commit(session, by, group.slice(half));
    }
    outcomes = group.map(() => ({ failure }));
  }
  for (const [index, { resolve, reject }] of group.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined && 'result' in outcome) resolve(outcome.result);
    else reject(outcome?.failure);
  }
}

function tooMuch(): Problem {
  return new Problem(
    'unavailable',
    'More is reported than can be written; try again in a moment.',
    {
      retryAfterSeconds: 1,
    },
  );
}
