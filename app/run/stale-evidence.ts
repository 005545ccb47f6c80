import { CAUSES } from '../../server/domain/cause.ts';
import type { StaleEvidence } from '../../server/domain/evidence.ts';
import type { Json, Progress, RunError } from '../../server/domain/run.ts';

/** What was not written down before causes were; each is there only where it can be read. */
type Newer = 'cause' | 'heardForSeconds' | 'hearingSince' | 'lastProgress';

/** The evidence of a death as a page can rely on it: deaths of long ago know less. */
export type ToldEvidence = Omit<StaleEvidence, Newer> & Partial<Pick<StaleEvidence, Newer>>;

/** The evidence of a stale error; null for another error, and where the detail is not of that form. */
export function staleEvidenceOf(error: RunError | null): ToldEvidence | null {
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
  return whole ? (readable(detail) as unknown as ToldEvidence) : null;
}

/** How each field that may be missing is checked. */
const MAY_BE_MISSING: Record<string, (value: Json | undefined) => boolean> = {
  cause: (value) => isOneOf(value, CAUSES),
  heardForSeconds: isCount,
  hearingSince: isTime,
  lastProgress: isProgress,
  cancelRequestedAt: isTime,
  heldSince: isTime,
  grantedUntil: isTime,
  stuckSince: isTime,
  stuckAfterSeconds: isCount,
  nodeName: (value) => typeof value === 'string',
};

function readable(detail: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(detail).filter(([name, value]) => MAY_BE_MISSING[name]?.(value) ?? true),
  );
}

function isProgress(value: Json | undefined): boolean {
  if (!isObject(value ?? null)) return false;
  const { done, total, unit } = value as unknown as Progress;
  return isCount(done) && (total === null || isCount(total)) && isTextOrNull(unit);
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
