import type {
  Clock,
  Deadlines,
  Grant,
  GrantStore,
  Live,
  Log,
  RefusedGrant,
  Suspects,
} from '../domain/ports.ts';
import { presentRun, type Run } from '../domain/run.ts';
import { signOfLife } from '../domain/staleness.ts';
import type { Millis } from '../domain/time.ts';

/** Time that operators give runs. Throws `Problem('unavailable')` while the database is away. */
export interface Grants {
  /** Gives each of the RUNNING ones time, in one commit; a run named twice counts once. */
  grant(grant: Grant): Promise<{ now: Millis; granted: Run[]; refused: RefusedGrant[] }>;
}

/** The parts that {@link createGrants} stands on. */
export interface GrantsParts {
  store: GrantStore;
  live: Live;
  deadlines: Deadlines;
  suspects: Suspects;
  clock: Clock;
  log: Log;
}

export function createGrants(parts: GrantsParts): Grants {
  const { store, live, deadlines, suspects, clock, log } = parts;

  return {
    async grant(grant) {
      const now = clock.now();
      const runIds = [...new Set(grant.runIds)];
      const written = await store.grant({ ...grant, runIds, now });
      const granted = written.granted.map((run) => presentRun(run, signOfLife(run, now).at));
      for (const [index, { deadlineAt, suspectAt }] of written.granted.entries()) {
        deadlines.notice(deadlineAt);
        suspects.notice(suspectAt);
        const run = granted[index];
        if (run !== undefined) live.progressed(run);
      }
      const { seconds, actor, reason } = grant;
      log.info('runs were given time', { runs: granted.length, seconds, actor, reason });
      return { now, granted, refused: refusedOf(runIds, granted, written.closed) };
    },
  };
}

function refusedOf(
  runIds: readonly string[],
  granted: readonly Run[],
  closed: readonly string[],
): RefusedGrant[] {
  const [given, over] = [new Set(granted.map(({ id }) => id)), new Set(closed)];
  return runIds
    .filter((runId) => !given.has(runId))
    .map((runId) => ({ runId, reason: over.has(runId) ? 'closed' : 'not_found' }));
}
