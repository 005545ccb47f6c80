import { type Millis, seconds } from '../../server/domain/time.ts';
import { diesAt, isSuspect } from '../live/vitals.ts';
import { diedWithServer } from './evidence-words.ts';
import { staleEvidenceOf } from './stale-evidence.ts';
import type { TimelineRun } from './timeline.ts';

/** The silence at the end of a run's life. */
export interface Silence {
  from: Millis;
  /** Its end: the limit, or before it. */
  to: Millis;
  /** How long it went on unnoticed after the limit ends here; equal to `to` when it did not. */
  foundAt: Millis;
  /** The moment from which on the run counts as dead; null where silence was not the judge. */
  limitAt: Millis | null;
  /**
   * `dead` was fatal, `close` is in the last quarter before the limit, `quiet` is neither, and
   * `brief` is the pause between two signs of life, which is not worth showing.
   */
  kind: 'dead' | 'close' | 'quiet' | 'brief';
}

/**
 * The silence that ends at `until`: of a run that died of it, from its evidence; of a running one,
 * since its last sign of life, and close to death only by what could be heard. null for a run that
 * ended otherwise.
 */
export function silenceOf(
  run: TimelineRun,
  until: Millis,
  heardUntil: Millis = until,
): Silence | null {
  if (run.status === 'RUNNING') return growing(run, until, heardUntil);
  const evidence = staleEvidenceOf(run.error);
  if (evidence === null) return null;
  const from = Date.parse(evidence.silentSince);
  const limitAt = from + seconds(evidence.staleAfterSeconds);
  const judgedBySilence = !diedWithServer(evidence) && limitAt <= until;
  const to = judgedBySilence ? limitAt : until;
  return {
    from: Math.min(from, until),
    to,
    foundAt: Math.max(to, until),
    limitAt: judgedBySilence ? limitAt : null,
    kind: 'dead',
  };
}

function growing(run: TimelineRun, now: Millis, heardUntil: Millis): Silence {
  const from = Math.min(Date.parse(run.lastSignAt), now);
  const limitAt = diesAt(run);
  const to = Math.min(now, limitAt);
  return {
    from,
    to,
    foundAt: Math.max(to, now),
    limitAt,
    kind: growingKind(run, heardUntil),
  };
}

/** A pause of this many milliseconds, or of a quarter of the limit, is more than a breath. */
const BREATH = 10_000;

function growingKind(run: TimelineRun, now: Millis): Silence['kind'] {
  if (isSuspect(run, now)) return 'close';
  const silent = now - Date.parse(run.lastSignAt);
  return silent < Math.min(BREATH, seconds(run.staleAfterSeconds) / 4) ? 'brief' : 'quiet';
}
