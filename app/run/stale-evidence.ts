import type { StaleEvidence } from '../../server/domain/evidence.ts';
import type { Json, RunError } from '../../server/domain/run.ts';

/** The evidence of a stale error; null for another error, and where the detail is not of that form. */
export function staleEvidenceOf(error: RunError | null): StaleEvidence | null {
  if (error === null || error.errorType !== 'stale') return null;
  const detail = error.detail;
  if (!isObject(detail)) return null;
  const whole =
    isTime(detail.silentSince) &&
    isCount(detail.silentForSeconds) &&
    isCount(detail.staleAfterSeconds) &&
    isOneOf(detail.silentFrom, ['phase', 'heartbeat', 'start']) &&
    isOneOf(detail.staleAfterFrom, ['setting', 'scraper', 'run']) &&
    isOneOf(detail.decidedBy, ['watchdog', 'deadline', 'manual', 'startup']) &&
    isTextOrNull(detail.lastPhase) &&
    isTextOrNull(detail.actor);
  // A reporter may send an error of type "stale" with a detail of its own: hence the checks.
  return whole ? (detail as unknown as StaleEvidence) : null;
}

function isObject(value: Json | null): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: Json | undefined): boolean {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}

function isCount(value: Json | undefined): boolean {
  return typeof value === 'number' && value >= 0;
}

function isOneOf(value: Json | undefined, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value);
}

function isTextOrNull(value: Json | undefined): boolean {
  return value === null || typeof value === 'string';
}
