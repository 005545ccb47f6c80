import { inWords } from './duration.ts';
import type { StaleEvidence } from './evidence.ts';
import type { SweepTrigger } from './sweep.ts';

const DECIDERS: Record<SweepTrigger, string> = {
  watchdog: 'Marked as stale by the watchdog.',
  deadline: 'Marked as stale by the watchdog, at its deadline.',
  manual: 'Marked as stale by an operator.',
  startup: 'Marked as stale at the start: the server that ran it had ended.',
};

/** The evidence of a silence in an operator's words. */
export function staleSentence(scraper: string, evidence: StaleEvidence): string {
  const silence =
    evidence.decidedBy === 'startup' && evidence.silentForSeconds < evidence.staleAfterSeconds
      ? `${scraper} was last heard ${inWords(evidence.silentForSeconds)} before the server started`
      : `${scraper} has been silent for ${inWords(evidence.silentForSeconds)} (limit ${inWords(evidence.staleAfterSeconds)})`;
  const together =
    evidence.cause === 'fell_silent_together' ? ' Most of the live runs fell silent with it.' : '';
  return `${silence}, ${whereOf(evidence)}.${heardOf(evidence)}${together} ${deciderOf(evidence)}${cancelOf(evidence)}`;
}

/** The evidence of a standstill in an operator's words. */
export function stuckSentence(scraper: string, evidence: StaleEvidence): string {
  const limit = inWords(evidence.stuckAfterSeconds ?? 0);
  return `${scraper} was heard ${inWords(evidence.silentForSeconds)} ago but has not moved for ${inWords(standingFor(evidence))} (limit ${limit}), ${whereOf(evidence)}. Its scraper says that a run that stands still is over. ${deciderOf(evidence)}${cancelOf(evidence)}`;
}

function deciderOf(evidence: StaleEvidence): string {
  return `${decisionOf(evidence)}${serverOf(evidence)}`;
}

/** A start says it itself, unless it was another node that ended. */
function serverOf({ cause, decidedBy, nodeName }: StaleEvidence): string {
  if (nodeName !== undefined) return ` The server that ran it, ${nodeName}, is gone.`;
  const isTold = cause !== 'server_restarted' || decidedBy === 'startup';
  return isTold ? '' : ' The server that ran it is gone.';
}

function decisionOf({ decidedBy, cause, nodeName }: StaleEvidence): string {
  if (decidedBy === 'startup' && nodeName !== undefined) return 'Marked as stale at the start.';
  // STARTUP_RECOVERY=all: another host may have gone on running it.
  return decidedBy === 'startup' && cause === 'undetermined'
    ? 'Marked as stale at the start, with all that were running; whether it was alive is not known.'
    : DECIDERS[decidedBy];
}

function whereOf({ lastPhase }: StaleEvidence): string {
  return lastPhase === null ? 'it never reported a phase' : `last seen in phase ${lastPhase}`;
}

/** Said only where it matters: not all of the silence could be heard. */
function heardOf({ heardForSeconds, silentForSeconds }: StaleEvidence): string {
  return heardForSeconds + 1 >= silentForSeconds
    ? ''
    : ` Flatline could hear it for only ${inWords(heardForSeconds)} of that.`;
}

function cancelOf({ cancelRequestedAt }: StaleEvidence): string {
  return cancelRequestedAt === undefined
    ? ''
    : ' A cancel had been asked for; it went silent instead of ending.';
}

/** Whole seconds since it last moved, as of the decision. */
function standingFor({ silentSince, silentForSeconds, stuckSince }: StaleEvidence): number {
  if (stuckSince === undefined) return 0;
  return silentForSeconds + Math.floor((Date.parse(silentSince) - Date.parse(stuckSince)) / 1000);
}
