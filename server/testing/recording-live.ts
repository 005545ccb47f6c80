import type { Live } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import type { Sweep } from '../domain/sweep.ts';
import type { WatchdogState } from '../domain/watchdog.ts';

/** What was told to the dashboards, in order. */
export type Told =
  | {
      what: 'started' | 'progressed' | 'suspected' | 'recovered' | 'stuck' | 'spokeAgain';
      run: Run;
    }
  | { what: 'ended'; run: Run; sweepId: string | null }
  | { what: 'swept'; sweep: Sweep }
  | { what: 'watchdogChanged'; state: WatchdogState };

/** A {@link Live} that keeps what it is told. */
export interface RecordingLive extends Live {
  told: Told[];
  /** How often a run was told to have ended. */
  endings(runId: string): number;
}

export function createRecordingLive(): RecordingLive {
  const told: Told[] = [];
  return {
    told,
    endings: (runId) =>
      told.filter((entry) => entry.what === 'ended' && entry.run.id === runId).length,
    started: (run) => void told.push({ what: 'started', run }),
    progressed: (run) => void told.push({ what: 'progressed', run }),
    ended: (run, sweepId) => void told.push({ what: 'ended', run, sweepId }),
    suspected: (run) => void told.push({ what: 'suspected', run }),
    recovered: (run) => void told.push({ what: 'recovered', run }),
    stuck: (run) => void told.push({ what: 'stuck', run }),
    watchdogChanged: (state) => void told.push({ what: 'watchdogChanged', state }),
    spokeAgain: (run) => void told.push({ what: 'spokeAgain', run }),
    swept: (sweep) => void told.push({ what: 'swept', sweep }),
  };
}
