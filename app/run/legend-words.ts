import { inWords } from '../../server/domain/duration.ts';
import { diedWithServer, heldForSeconds } from './evidence-words.ts';
import type { ToldEvidence } from './stale-evidence.ts';

/** What the hatched stretch at the end of a run is, in words; `evidence` of a run that was marked. */
export function silenceWords(seconds: number, evidence: ToldEvidence | null): string {
  const silent = inWords(Math.max(0, seconds));
  return evidence !== null && diedWithServer(evidence)
    ? `its server ended, last heard ${silent} before`
    : `silent ${silent}`;
}

/** What went on after the limit: nobody had looked yet, or it was let be on purpose. */
export function beyondWords(seconds: number, evidence: ToldEvidence | null): string {
  const held = evidence === null ? null : heldForSeconds(evidence);
  if (held !== null) return `held ${inWords(held)}`;
  const beyond = inWords(seconds);
  if (evidence?.grantedUntil !== undefined && isAfterLimit(evidence, evidence.grantedUntil)) {
    return `marked ${beyond} after the limit: it was given time`;
  }
  return `found ${beyond} after the limit`;
}

function isAfterLimit({ silentSince, staleAfterSeconds }: ToldEvidence, at: string): boolean {
  return Date.parse(at) > Date.parse(silentSince) + staleAfterSeconds * 1000;
}
