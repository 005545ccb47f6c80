import { Problem } from '../../server/domain/errors.ts';
import { isOfSilence } from '../../server/domain/evidence.ts';
import { UNBROKEN } from '../../server/domain/hearing.ts';
import type { Ear } from '../../server/domain/ports.ts';
import type { SweepTrigger } from '../../server/domain/sweep.ts';
import { createRuns } from '../../server/services/runs.ts';
import { createStaleDetection } from '../../server/services/stale-detection.ts';
import { createStormGuard } from '../../server/services/storm-guard.ts';
import { createSweeper } from '../../server/services/sweeper.ts';
import { createStore } from '../../server/store/store.ts';
import { createFakeClock } from '../../server/testing/fake-clock.ts';
import { createEndings } from './endings.ts';

/** The services on a real SQLite file, the sweeps of two servers, and a clock that is moved. */
export interface RaceTrack {
  /** Starts runs and moves the clock to their threshold. */
  startAtThreshold(count: number): Promise<string[]>;
  sweep(trigger: SweepTrigger): Promise<unknown>;
  /** A pass of another server on the same database: no sweeper keeps the two apart. */
  sweepElsewhere(): Promise<unknown>;
  act(actor: 'beat' | 'finish' | 'cancel', id: string): Promise<'taken' | 'refused'>;
  ending(id: string): Promise<{ status: string; fatalErrors: number; isStale: boolean }>;
  /** How often both servers together told that it had ended. */
  endingsTold(id: string): number;
  close(): Promise<void>;
}

const STALE_AFTER = 600;
/** Runs that live on and keep the storm guard quiet: too few of the live ones are silent. */
const BYSTANDERS = 400;
const WEEK = 604_800;

/** Opens a track on a new file. */
export async function openRaceTrack(path: string): Promise<RaceTrack> {
  const clock = createFakeClock();
  const store = createStore({ databaseUrl: `file:${path}`, clock, log: QUIET });
  await store.start();
  const endings = createEndings();
  const ear: Ear = { settle: async () => clock.now(), hearing: () => UNBROKEN };
  const nobody = { notice: () => {}, changed: () => {} };
  const shared = { live: endings, clock, log: QUIET, metrics: UNCOUNTED };
  const server = () => {
    const guard = createStormGuard({ ...shared, store: store.stale, bulletin: nobody });
    const parts = { ...shared, store: store.stale, ear, guard };
    const detection = createStaleDetection({ ...parts, startupRecovery: 'local' });
    return {
      detection,
      guard,
      sweeper: createSweeper({ ...shared, detection, store: store.stale }),
    };
  };
  const [here, elsewhere] = [server(), server()];
  const runs = createRuns({
    ...shared,
    ...{ store: store.runs, ear, deadlines: nobody, suspects: nobody },
    ...{ staleAfterSeconds: STALE_AFTER, stuckAfterSeconds: 1800 },
  });
  for (let n = 0; n < BYSTANDERS; n += 1) {
    await runs.start({ scraper: 'bystander', staleAfterSeconds: WEEK });
  }

  return {
    async startAtThreshold(count) {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push((await runs.start({ scraper: 'racer' })).run.id);
      await clock.advance(STALE_AFTER * 1000);
      return ids;
    },
    sweep: (trigger) => here.sweeper.sweep({ trigger }),
    sweepElsewhere: () =>
      elsewhere.detection.detectStaleRuns({ trigger: 'watchdog' }, new AbortController().signal),
    async act(actor, id) {
      try {
        if (actor === 'cancel') await runs.cancel(id);
        else if (actor === 'beat') await runs.report(id, [{ type: 'heartbeat' }]);
        else await runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
        return 'taken';
      } catch (error) {
        if (error instanceof Problem && error.code === 'run_closed') return 'refused';
        throw error;
      }
    },
    async ending(id) {
      const detail = await store.runs.detail(id, clock.now());
      if (detail === null) throw new Error(`The run ${id} is gone.`);
      const { status, error } = detail.run;
      return { status, fatalErrors: detail.errors.length, isStale: isOfSilence(error) };
    },
    endingsTold: endings.of,
    async close() {
      await here.guard.stop();
      await elsewhere.guard.stop();
      await store.stop();
    },
  };
}

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };
const UNCOUNTED = { count: () => {}, observe: () => {} };
