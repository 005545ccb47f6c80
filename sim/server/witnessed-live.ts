import type { Live } from '../../server/domain/ports.ts';
import type { Run } from '../../server/domain/run.ts';
import type { ToldWatch } from '../oracle/told.ts';

/** The channels, with someone who sees everything that one life of a server tells. */
export function createWitnessedLive(live: Live, told: ToldWatch, life: string): Live {
  return {
    ...live,
    started: seen(told.of, live.started),
    progressed: seen(told.of, live.progressed),
    spokeAgain: seen(told.of, live.spokeAgain),
    recovered: seen(told.of, live.recovered),
    suspected: seen(told.suspected, live.suspected),
    stuck: seen(told.of, live.stuck),
    ended(run, sweepId) {
      told.ended(run, life);
      live.ended(run, sweepId);
    },
  };

  function seen(look: (run: Run) => unknown, tell: (run: Run) => void): (run: Run) => void {
    return (run) => {
      look(run);
      tell(run);
    };
  }
}
