import type { RunRecord } from './run.ts';
import type { SweepTrigger } from './sweep.ts';
import { type Millis, seconds } from './time.ts';

/** Why a run died. A closed list; the last three are the orchestrator's. */
export const CAUSES = [
  /** It spoke, then it did not for longer than its limit, and could have been heard. */
  'went_silent',
  /** It was started and never heard of again. */
  'never_spoke',
  /** It spoke and stood still; its scraper says that this is fatal. */
  'stuck',
  /** The server that ran it ended. */
  'server_restarted',
  /** Most of the live runs fell silent with it: more likely the network than the run. */
  'fell_silent_together',
  /** Its silence could not be heard for long enough to tell; an operator decided. */
  'undetermined',
  'process_exited',
  'out_of_memory',
  'max_runtime',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What a cause is read from. */
export interface CauseFacts {
  run: Pick<
    RunRecord,
    'startedAt' | 'lastHeartbeatAt' | 'lastPhaseAt' | 'origin' | 'staleAfterSeconds'
  >;
  verdict: 'silent' | 'stuck';
  decidedBy: SweepTrigger;
  /** How much of its silence could be heard, in milliseconds. */
  heardFor: Millis;
  /** Whether it fell silent with most of the live runs. */
  together: boolean;
  /** Whether it is LOCAL and the server that ran it is known to have ended. */
  serverGone?: boolean;
}

/** The cause that the facts show. Pure; where they do not decide it says so. */
export function causeOf(facts: CauseFacts): Cause {
  const { run, verdict, decidedBy, heardFor, together, serverGone } = facts;
  if (verdict === 'stuck') return 'stuck';
  if (serverGone === true) return 'server_restarted';
  if (decidedBy === 'startup') return run.origin === 'LOCAL' ? 'server_restarted' : 'undetermined';
  if (heardFor < seconds(run.staleAfterSeconds)) return 'undetermined';
  if (together) return 'fell_silent_together';
  return hasSpoken(run) ? 'went_silent' : 'never_spoke';
}

/** A phase named at the start is part of the start. */
function hasSpoken(run: CauseFacts['run']): boolean {
  if (run.lastHeartbeatAt !== null) return true;
  return run.lastPhaseAt !== null && run.lastPhaseAt > run.startedAt;
}
