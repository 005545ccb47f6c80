import { inWords } from '../../server/domain/duration.ts';
import type { StaleEvidence } from '../../server/domain/evidence.ts';
import type { StaleAfterSource } from '../../server/domain/run.ts';
import { inSentence } from '../parts/free-text.ts';

/** Writes a time of the server in the viewer's zone, as short as the day allows. */
export type SayTime = (iso: string) => string;

const LIMIT_FROM: Record<StaleAfterSource, string> = {
  setting: "from the server's setting",
  scraper: "from the scraper's setting",
  run: 'set when the run was started',
};

/** Why a run was judged dead, in an operator's words: since when, against which limit, by whom. */
export function evidenceSentences(evidence: StaleEvidence, sayTime: SayTime): string {
  return [silence(evidence, sayTime), decision(evidence), cancel(evidence, sayTime)]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

/** The same in short, for a head that names the run itself. */
export function deathInShort(evidence: StaleEvidence): string {
  const silent = inWords(evidence.silentForSeconds);
  const seen = lastSeen(evidence.lastPhase);
  if (diedWithServer(evidence)) {
    return `Last heard ${silent} before its server started again, ${seen}. The server that ran it had ended.`;
  }
  const limit = inWords(evidence.staleAfterSeconds);
  return `Silent for ${silent} (limit ${limit}), ${seen}. Marked as stale ${MARKED_BY[evidence.decidedBy]}.`;
}

const MARKED_BY: Record<StaleEvidence['decidedBy'], string> = {
  watchdog: 'by the watchdog',
  deadline: 'by the watchdog',
  manual: 'by an operator',
  startup: 'when the server started',
};

function silence(evidence: StaleEvidence, sayTime: SayTime): string {
  const since = sayTime(evidence.silentSince);
  const silent = inWords(evidence.silentForSeconds);
  const limit = `limit ${inWords(evidence.staleAfterSeconds)} ${LIMIT_FROM[evidence.staleAfterFrom]}`;
  const seen = lastSeen(evidence.lastPhase);
  if (diedWithServer(evidence)) return `Last heard at ${since} (${silent} before), ${seen}.`;
  const from = evidence.silentFrom === 'start' ? `its start at ${since}` : since;
  return `Silent since ${from} (${silent}), ${limit}, ${seen}.`;
}

function decision(evidence: StaleEvidence): string {
  switch (evidence.decidedBy) {
    case 'watchdog':
      return 'Decided by the watchdog.';
    case 'deadline':
      return 'Decided by the watchdog, at its deadline.';
    case 'manual':
      return evidence.actor === null
        ? 'Decided by an operator.'
        : `Decided by an operator, ${inSentence(evidence.actor)}.`;
    case 'startup':
      return diedWithServer(evidence)
        ? 'Decided when the server started: the server that ran it had ended.'
        : 'Decided when the server started.';
  }
}

function cancel(evidence: StaleEvidence, sayTime: SayTime): string | null {
  if (evidence.cancelRequestedAt === undefined) return null;
  const at = sayTime(evidence.cancelRequestedAt);
  return `A cancel had been asked for at ${at}; it went silent instead of ending.`;
}

/** Whether a run ended with its server: the startup recovery does not wait for the limit. */
export function diedWithServer(evidence: StaleEvidence): boolean {
  return evidence.decidedBy === 'startup' && evidence.silentForSeconds < evidence.staleAfterSeconds;
}

function lastSeen(phase: string | null): string {
  return phase === null ? 'it never reported a phase' : `last seen in phase ${inSentence(phase)}`;
}
