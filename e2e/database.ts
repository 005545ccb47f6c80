import { randomUUID } from 'node:crypto';
import { createClient, type InStatement, type InValue } from '@libsql/client';

/** The server's database as another program writes to it, behind the server's back. */
export interface Database {
  /** Writes all or nothing; waits while the server writes. */
  write(...statements: InStatement[]): Promise<void>;
  /** Inserts runs and answers their ids, in order. */
  insert(...runs: Row[]): Promise<string[]>;
  /** Inserts times in which nothing could be heard. */
  insertGaps(...gaps: GapRow[]): Promise<void>;
  /** Keeps everybody else from writing until the answer is called. */
  hold(): Promise<() => Promise<void>>;
}

/** A run to insert: RUNNING, REMOTE, with a limit of 60 s, unless it says otherwise. Times are seconds ago. */
export interface Row {
  scraper: string;
  startedAgo: number;
  /** Absent: it is running. */
  finishedAgo?: number;
  status?: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  staleAfterSeconds?: number;
  /** Seconds from now; absent: 1970, "a candidate until checked". */
  deadlineIn?: number;
  phase?: string;
  /** The phases that it went through, each with its start; the last is open while it runs. */
  phases?: [phase: string, startedAgo: number][];
  heardAgo?: number;
  /** Since when it is suspected of being dead. */
  suspectedAgo?: number;
  /** Seconds from now until which an operator gave it time. */
  grantedIn?: number;
  /** When phase or progress last changed, and since when it is known to stand still. */
  movedAgo?: number;
  stuckAgo?: number;
  /** Time that operators gave it, oldest first. */
  extensions?: { ago: number; seconds: number; actor?: string; reason?: string }[];
  progress?: [done: number, total: number | null, unit: string];
  /** Errors that it reported, oldest first; in a FAILED run the last one ended it. */
  errors?: { errorType: string; message: string; ago: number; url?: string; detail?: object }[];
  /** Log lines, oldest first. */
  logs?: [ago: number, level: string, message: string][];
}

/** A gap to insert. */
export interface GapRow {
  reason: 'restarted' | 'database' | 'blocked' | 'jumped';
  /** Seconds ago. */
  endedAgo: number;
  seconds: number;
  runs: number;
}

/** Opens `url` for short writes. */
export function openDatabase(url: string): Database & { close(): void } {
  const client = createClient({ url });
  return {
    write: async (...statements) => void (await whenFree(() => client.batch(statements, 'write'))),
    async insert(...runs) {
      const now = Date.now();
      const ids = runs.map(() => randomUUID());
      await whenFree(() =>
        client.batch(
          runs.flatMap((run, index) => statementsOf(run, ids[index]!, now)),
          'write',
        ),
      );
      return ids;
    },
    async insertGaps(...gaps) {
      const now = Date.now();
      await whenFree(() =>
        client.batch(
          gaps.map(({ reason, endedAgo, seconds, runs }) =>
            statement(
              'INSERT INTO "HearingGap" (id, reason, "startedAt", "endedAt", runs) VALUES (?, ?, ?, ?, ?)',
              [
                randomUUID(),
                reason,
                time(now - (endedAgo + seconds) * 1000),
                time(now - endedAgo * 1000),
                runs,
              ],
            ),
          ),
          'write',
        ),
      );
    },
    async hold() {
      const transaction = await whenFree(() => client.transaction('write'));
      return () => transaction.rollback();
    },
    close: () => client.close(),
  };
}

/** The lock is let go of between the server's commits; nothing tells when. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 500; ; left -= 1) {
    try {
      return await work();
    } catch (failure) {
      if (left === 0 || !/busy|locked/i.test(String(failure))) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function statementsOf(run: Row, id: string, now: number): InStatement[] {
  const at = (ago: number) => time(now - ago * 1000);
  const atOrNull = (ago: number | undefined) => (ago === undefined ? null : at(ago));
  const phases = run.phases ?? [];
  const errors = run.errors ?? [];
  const phase = run.phase ?? phases.at(-1)?.[0] ?? null;
  const [done = null, total = null, unit = null] = run.progress ?? [];
  return [
    statement('INSERT OR IGNORE INTO "Scraper" (id, name) VALUES (?, ?)', [
      run.scraper,
      run.scraper,
    ]),
    statement(
      `INSERT INTO "ScrapeRun" (id, "scraperId", origin, status, "startedAt", "finishedAt", phase,
        "progressDone", "progressTotal", "progressUnit", "lastHeartbeatAt", "staleAfterSeconds", "deadlineAt",
        "suspectedAt", "grantedUntil", "lastProgressAt", "stuckAt")
        SELECT ?, id, 'REMOTE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM "Scraper" WHERE name = ?`,
      [
        id,
        run.status ?? 'RUNNING',
        at(run.startedAgo),
        atOrNull(run.finishedAgo),
        phase,
        done,
        total,
        unit,
        atOrNull(run.heardAgo),
        run.staleAfterSeconds ?? 60,
        run.deadlineIn === undefined ? time(0) : at(-run.deadlineIn),
        atOrNull(run.suspectedAgo),
        atOrNull(run.grantedIn === undefined ? undefined : -run.grantedIn),
        atOrNull(run.movedAgo),
        atOrNull(run.stuckAgo),
        run.scraper,
      ],
    ),
    ...phases.map(([name, ago], index) =>
      statement(
        'INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt", "finishedAt") VALUES (?, ?, ?, ?)',
        [id, name, at(ago), atOrNull(phases[index + 1]?.[1] ?? run.finishedAgo)],
      ),
    ),
    ...errors.map((error, index) =>
      statement(
        `INSERT INTO "ScrapeError" ("runId", "errorType", message, phase, url, detail, "occurredAt", fatal)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          error.errorType,
          error.message,
          phase,
          error.url ?? null,
          error.detail === undefined ? null : JSON.stringify(error.detail),
          at(error.ago),
          run.status === 'FAILED' && index === errors.length - 1,
        ],
      ),
    ),
    ...(run.extensions ?? []).map(({ ago, seconds, actor, reason }) =>
      statement(
        'INSERT INTO "RunExtension" (id, "runId", "grantedAt", seconds, "deadlineAt", actor, reason) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [randomUUID(), id, at(ago), seconds, at(ago - seconds), actor ?? null, reason ?? null],
      ),
    ),
    ...(run.logs ?? []).map(([ago, level, message], index) =>
      statement('INSERT INTO "ScrapeLog" ("runId", n, at, level, message) VALUES (?, ?, ?, ?, ?)', [
        id,
        index + 1,
        at(ago),
        level,
        message,
      ]),
    ),
  ];
}

/** As Prisma writes a time. */
function time(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

function statement(sql: string, args: InValue[]): InStatement {
  return { sql, args };
}
