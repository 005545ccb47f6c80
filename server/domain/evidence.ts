import { type Cause, causeOf } from './cause.ts';
import { type Hearing, heardFor } from './hearing.ts';
import type { Json, Progress, RunErrorRecord, RunRecord, StaleAfterSource } from './run.ts';
import { staleSentence, stuckSentence } from './sentences.ts';
import { type SignOfLife, signOfLife } from './staleness.ts';
import { isHeld } from './storm.ts';
import { movedAt } from './stuck.ts';
import type { SweepTrigger } from './sweep.ts';
import { type Millis, toIso, toIsoOrNull } from './time.ts';

/** Why a run was judged dead: the `detail` of a stale error. */
export interface StaleEvidence {
  /** Null for a run that was spared. */
  cause: Cause | null;
  silentSince: string;
  silentFrom: SignOfLife['from'];
  /** Whole seconds, rounded down. */
  silentForSeconds: number;
  /** How much of that could be heard: whole seconds, rounded down. */
  heardForSeconds: number;
  /** Since when there was no gap in the hearing; null when nothing is known of that. */
  hearingSince: string | null;
  staleAfterSeconds: number;
  staleAfterFrom: StaleAfterSource;
  lastPhase: string | null;
  lastProgress: Progress | null;
  decidedBy: SweepTrigger;
  actor: string | null;
  /** Present when a cancel had been asked for: the reporter went silent instead of ending. */
  cancelRequestedAt?: string;
  /** Present when it was held for an extra window, since most runs fell silent with it. */
  heldSince?: string;
  /** Present when an operator had given it time. */
  grantedUntil?: string;
  /** Present when it stood still: since when, and for how long that is allowed. */
  stuckSince?: string;
  stuckAfterSeconds?: number;
  /** Present when the node that ran it had ended and another one decided: its name. */
  nodeName?: string;
}

/** Who decided, when, and what they could have heard. */
export interface Decision {
  now: Millis;
  decidedBy: SweepTrigger;
  actor: string | null;
  hearing: Hearing;
  /** Whether what this pass marks fell silent with most of the live runs. */
  together: boolean;
  /** The runs that fell silent with a storm that is over. */
  lateComers?: ReadonlySet<string>;
  /** The LOCAL runs whose node has ended, and the node's name; null where it is forgotten. */
  orphans?: ReadonlyMap<string, string | null>;
}

/** The error type that the watchdog and the startup recovery write. */
export const STALE = 'stale';

/** What speaks for or against a run, as of `decision.now`; a cause where it is marked. */
export function evidenceOf(
  run: RunRecord,
  decision: Decision,
  verdict: 'silent' | 'stuck' | 'spared' = 'spared',
): StaleEvidence {
  const { now, decidedBy, hearing } = decision;
  const sign = signOfLife(run, now);
  const heard = heardFor(hearing, sign.at, now);
  const isLate = decision.lateComers?.has(run.id) ?? false;
  const together = decision.together || isLate || isHeld(run, now);
  const serverGone = decision.orphans?.has(run.id) ?? false;
  const nodeName = decision.orphans?.get(run.id) ?? null;
  return {
    cause:
      verdict === 'spared'
        ? null
        : causeOf({ run, verdict, decidedBy, heardFor: heard, together, serverGone }),
    silentSince: toIso(sign.at),
    silentFrom: sign.from,
    silentForSeconds: wholeSeconds(now - sign.at),
    heardForSeconds: wholeSeconds(heard),
    hearingSince: toIsoOrNull(hearing.since),
    staleAfterSeconds: run.staleAfterSeconds,
    staleAfterFrom: run.staleAfterFrom,
    lastPhase: run.phase,
    lastProgress: run.progress,
    decidedBy,
    actor: decision.actor,
    ...(run.cancelRequestedAt === null ? {} : { cancelRequestedAt: toIso(run.cancelRequestedAt) }),
    ...(isHeld(run, now) && run.heldAt !== null ? { heldSince: toIso(run.heldAt) } : {}),
    ...(run.grantedUntil === null ? {} : { grantedUntil: toIso(run.grantedUntil) }),
    ...(verdict === 'stuck'
      ? { stuckSince: toIso(movedAt(run, now)), stuckAfterSeconds: run.stuckAfterSeconds }
      : {}),
    ...(nodeName === null ? {} : { nodeName }),
  };
}

/** The error that a marked run ends with. */
export function staleError(
  run: RunRecord,
  decision: Decision,
  verdict: 'silent' | 'stuck' = 'silent',
): RunErrorRecord {
  const evidence = evidenceOf(run, decision, verdict);
  const say = verdict === 'stuck' ? stuckSentence : staleSentence;
  return {
    errorType: STALE,
    message: say(run.scraper, evidence),
    phase: run.phase,
    url: null,
    detail: evidence as unknown as Json,
    occurredAt: decision.now,
  };
}

/** Whether an error says that a run was killed for its silence: a late sign may then mean a false kill. */
export function isOfSilence(error: RunErrorRecord | null): boolean {
  if (error === null || error.errorType !== STALE) return false;
  const { detail } = error;
  const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
  return !isObject || detail.cause !== 'stuck';
}

function wholeSeconds(ms: Millis): number {
  return Math.max(0, Math.floor(ms / 1000));
}
