import type { Json, RunErrorRecord, RunRecord, StaleAfterSource } from './run.ts';
import { type SignOfLife, signOfLife } from './staleness.ts';
import type { SweepTrigger } from './sweep.ts';
import { type Millis, toIso } from './time.ts';

/** Why a run was judged dead: the `detail` of a stale error. */
export interface StaleEvidence {
  silentSince: string;
  silentFrom: SignOfLife['from'];
  /** Whole seconds, rounded down. */
  silentForSeconds: number;
  staleAfterSeconds: number;
  staleAfterFrom: StaleAfterSource;
  lastPhase: string | null;
  decidedBy: SweepTrigger;
  actor: string | null;
  /** Present when a cancel had been asked for: the reporter went silent instead of ending. */
  cancelRequestedAt?: string;
}

/** Who decided, and when. */
export interface Decision {
  now: Millis;
  decidedBy: SweepTrigger;
  actor: string | null;
}

/** The error type that the watchdog and the startup recovery write. */
export const STALE = 'stale';

const DECIDERS: Record<SweepTrigger, string> = {
  watchdog: 'Marked as stale by the watchdog.',
  deadline: 'Marked as stale by the watchdog, at its deadline.',
  manual: 'Marked as stale by an operator.',
  startup: 'Marked as stale at the start: the server that ran it had ended.',
};

/** What speaks for or against a run, as of `decision.now`. */
export function evidenceOf(run: RunRecord, decision: Decision): StaleEvidence {
  const sign = signOfLife(run, decision.now);
  return {
    silentSince: toIso(sign.at),
    silentFrom: sign.from,
    silentForSeconds: Math.max(0, Math.floor((decision.now - sign.at) / 1000)),
    staleAfterSeconds: run.staleAfterSeconds,
    staleAfterFrom: run.staleAfterFrom,
    lastPhase: run.phase,
    decidedBy: decision.decidedBy,
    actor: decision.actor,
    ...(run.cancelRequestedAt === null ? {} : { cancelRequestedAt: toIso(run.cancelRequestedAt) }),
  };
}

/** The error that a run marked as stale ends with. */
export function staleError(run: RunRecord, decision: Decision): RunErrorRecord {
  const evidence = evidenceOf(run, decision);
  return {
    errorType: STALE,
    message: staleSentence(run.scraper, evidence),
    phase: run.phase,
    url: null,
    detail: evidence as unknown as Json,
    occurredAt: decision.now,
  };
}

/** The evidence in an operator's words. */
export function staleSentence(scraper: string, evidence: StaleEvidence): string {
  const silence =
    evidence.decidedBy === 'startup' && evidence.silentForSeconds < evidence.staleAfterSeconds
      ? `${scraper} was last heard ${inWords(evidence.silentForSeconds)} before the server started`
      : `${scraper} has been silent for ${inWords(evidence.silentForSeconds)} (limit ${inWords(evidence.staleAfterSeconds)})`;
  const where =
    evidence.lastPhase === null
      ? 'it never reported a phase'
      : `last seen in phase ${evidence.lastPhase}`;
  const cancel =
    evidence.cancelRequestedAt === undefined
      ? ''
      : ' A cancel had been asked for; it went silent instead of ending.';
  return `${silence}, ${where}. ${DECIDERS[evidence.decidedBy]}${cancel}`;
}

/** A duration of whole seconds in its two largest units: `10 min 3 s`, `2 h`, `1 d 4 h`. */
export function inWords(totalSeconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => totalSeconds >= size);
  if (first === -1) return '0 s';
  const parts: string[] = [];
  let rest = Math.floor(totalSeconds);
  for (const [size, name] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${name}`);
    rest -= count * size;
  }
  return parts.join(' ');
}
