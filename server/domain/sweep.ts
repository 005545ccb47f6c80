import type { StaleEvidence } from './evidence.ts';
import { type Millis, toIso } from './time.ts';

/** What starts a sweep. */
export const SWEEP_TRIGGERS = ['watchdog', 'deadline', 'manual', 'startup'] as const;
export type SweepTrigger = (typeof SWEEP_TRIGGERS)[number];

/** A recorded pass as the store keeps it. */
export interface SweepRecord {
  id: string;
  trigger: SweepTrigger;
  actor: string | null;
  startedAt: Millis;
  durationMs: number;
  examined: number;
  marked: number;
  spared: number;
  /** Why the pass failed; null when it did not. */
  error: string | null;
}

/** A recorded pass as the outside sees it. */
export interface Sweep extends Omit<SweepRecord, 'startedAt'> {
  startedAt: string;
}

/** Why a run was marked (`silent`, `stuck`) or spared (the others). */
export const SWEEP_REASONS = [
  'silent',
  'stuck',
  'spoke',
  'not_due',
  'held',
  'closed',
  'not_found',
] as const;
export type SweepReason = (typeof SWEEP_REASONS)[number];

/** What a sweep says of one run. `scraper`, `phase` and `evidence` are null when it is not found. */
export interface SweepEntry {
  runId: string;
  scraper: string | null;
  phase: string | null;
  reason: SweepReason;
  evidence: StaleEvidence | null;
}

/** A request for a pass. */
export interface SweepRequest {
  trigger: SweepTrigger;
  /** Who asked, where that is known. */
  actor?: string | null;
  /** Look and tell, change nothing. */
  dryRun?: boolean;
  /** Judge exactly these runs; absent: whatever is due. */
  runIds?: readonly string[];
}

/** What a pass did. `sweep` is null for a dry run and for a deadline pass without candidates. */
export interface SweepOutcome {
  now: Millis;
  sweep: Sweep | null;
  marked: SweepEntry[];
  spared: SweepEntry[];
}

/** A recorded pass in its outside form. */
export function presentSweep(sweep: SweepRecord): Sweep {
  return { ...sweep, startedAt: toIso(sweep.startedAt) };
}

/** Whether nobody asked for it. */
export function isAutomatic(trigger: SweepTrigger): boolean {
  return trigger === 'watchdog' || trigger === 'deadline';
}
