import { inWords } from '../../server/domain/duration.ts';
import type { StaleAfterSource } from '../../server/domain/run.ts';
import { inSentence } from '../parts/free-text.ts';
import type { ToldEvidence } from './stale-evidence.ts';

/** Writes a time of the server in the viewer's zone, as short as the day allows. */
export type SayTime = (iso: string) => string;

/** Where a limit came from. */
export const LIMIT_FROM: Record<StaleAfterSource, string> = {
  setting: "from the server's setting",
  scraper: "from the scraper's setting",
  run: 'set when the run was started',
};

/** Why a run was judged dead, in an operator's words: since when, against which limit, by whom. */
export function evidenceSentences(evidence: ToldEvidence, sayTime: SayTime): string {
  return [
    silence(evidence, sayTime),
    heard(evidence),
    serverGone(evidence),
    decision(evidence),
    cancel(evidence, sayTime),
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

/** The same in short, for a head that names the run itself. */
export function deathInShort(evidence: ToldEvidence): string {
  const silent = inWords(evidence.silentForSeconds);
  const seen = lastSeen(evidence.lastPhase);
  const gone = serverGone(evidence);
  if (diedWithServer(evidence)) {
    if (gone !== null)
      return `Last heard ${silent} before another server started, ${seen}. ${gone}`;
    return `Last heard ${silent} before its server started again, ${seen}. The server that ran it had ended.`;
  }
  const marked = `${gone === null ? '' : `${gone} `}Marked as stale ${MARKED_BY[evidence.decidedBy]}.`;
  if (isStuck(evidence)) {
    return `No progress for ${inWords(stillForSeconds(evidence))} (limit ${inWords(evidence.stuckAfterSeconds ?? 0)}), though it was heard ${silent} before, ${seen}. ${marked}`;
  }
  const limit = inWords(evidence.staleAfterSeconds);
  const held = heldForSeconds(evidence);
  const hold =
    held === null ? '' : ` Most of the live runs fell silent with it: held for ${inWords(held)}.`;
  return `Silent for ${silent} (limit ${limit}), ${seen}.${hold} ${marked}`;
}

/**
 * Whether a run ended with its server as the next one started: however long it had been silent,
 * that is no death of silence, as it is where other servers waited for its limit. Before causes were written down it shows where the limit was not waited for.
 */
export function diedWithServer({
  cause,
  decidedBy,
  silentForSeconds,
  staleAfterSeconds,
}: Pick<ToldEvidence, 'decidedBy' | 'silentForSeconds' | 'staleAfterSeconds'> & {
  cause?: ToldEvidence['cause'];
}): boolean {
  if (decidedBy !== 'startup') return false;
  if (cause != null) return cause === 'server_restarted';
  return silentForSeconds < staleAfterSeconds;
}

/** For how long a run was held with the others when it was marked, in whole seconds; null: it was not. */
export function heldForSeconds(evidence: ToldEvidence): number | null {
  if (evidence.heldSince === undefined) return null;
  return Math.max(0, Math.floor((decidedAt(evidence) - Date.parse(evidence.heldSince)) / 1000));
}

/** Whether a run was marked for standing still, not for its silence. */
export function isStuck(evidence: ToldEvidence): boolean {
  return evidence.stuckSince !== undefined;
}

/** For how long a run had stood still when it was marked, in whole seconds. */
export function stillForSeconds(evidence: ToldEvidence): number {
  const since = Date.parse(evidence.stuckSince ?? evidence.silentSince);
  return Math.max(0, Math.floor((decidedAt(evidence) - since) / 1000));
}

function decidedAt({ silentSince, silentForSeconds }: ToldEvidence): number {
  return Date.parse(silentSince) + silentForSeconds * 1000;
}

/** Who decided: `the watchdog, at its deadline`, `an operator, kim`. */
export function decider({ decidedBy, actor }: ToldEvidence): string {
  switch (decidedBy) {
    case 'watchdog':
      return 'the watchdog';
    case 'deadline':
      return 'the watchdog, at its deadline';
    case 'manual':
      return actor === null ? 'an operator' : `an operator, ${inSentence(actor)}`;
    case 'startup':
      return 'the server, when it started';
  }
}

const MARKED_BY: Record<ToldEvidence['decidedBy'], string> = {
  watchdog: 'by the watchdog',
  deadline: 'by the watchdog',
  manual: 'by an operator',
  startup: 'when the server started',
};

function silence(evidence: ToldEvidence, sayTime: SayTime): string {
  const since = sayTime(evidence.silentSince);
  const silent = inWords(evidence.silentForSeconds);
  const seen = lastSeen(evidence.lastPhase);
  if (diedWithServer(evidence)) return `Last heard at ${since} (${silent} before), ${seen}.`;
  if (isStuck(evidence)) {
    const limit = `limit ${inWords(evidence.stuckAfterSeconds ?? 0)}`;
    return `Last heard at ${since} (${silent} before), but no progress since ${sayTime(evidence.stuckSince ?? '')} (${inWords(stillForSeconds(evidence))}, ${limit}), ${seen}.`;
  }
  const limit = `limit ${inWords(evidence.staleAfterSeconds)} ${LIMIT_FROM[evidence.staleAfterFrom]}`;
  const from = evidence.silentFrom === 'start' ? `its start at ${since}` : since;
  return `Silent since ${from} (${silent}), ${limit}, ${seen}.`;
}

/** Said where another server found out: `The server that ran it, ada:3000, is gone.` */
function serverGone({ cause, decidedBy, nodeName }: ToldEvidence): string | null {
  if (nodeName !== undefined) return `The server that ran it, ${inSentence(nodeName)}, is gone.`;
  const isKnown = cause === 'server_restarted' && decidedBy !== 'startup';
  return isKnown ? 'The server that ran it is gone.' : null;
}

/** Said only where it matters: not all of the silence could be heard. */
function heard({ heardForSeconds, silentForSeconds }: ToldEvidence): string | null {
  if (heardForSeconds === undefined || heardForSeconds + 1 >= silentForSeconds) return null;
  return `Flatline could hear it for only ${inWords(heardForSeconds)} of that.`;
}

function decision(evidence: ToldEvidence): string {
  if (evidence.decidedBy !== 'startup') return `Decided by ${decider(evidence)}.`;
  return diedWithServer(evidence) && evidence.nodeName === undefined
    ? 'Decided when the server started: the server that ran it had ended.'
    : 'Decided when the server started.';
}

function cancel(evidence: ToldEvidence, sayTime: SayTime): string | null {
  if (evidence.cancelRequestedAt === undefined) return null;
  const at = sayTime(evidence.cancelRequestedAt);
  return `A cancel had been asked for at ${at}; it went silent instead of ending.`;
}

function lastSeen(phase: string | null): string {
  return phase === null ? 'it never reported a phase' : `last seen in phase ${inSentence(phase)}`;
}
