import type { RunPhase } from '../../server/domain/run.ts';
import type { Millis } from '../../server/domain/time.ts';

/** One phase as a stretch of time. */
export interface Bar {
  /** Its place among the run's phases, from 0. */
  index: number;
  phase: string;
  from: Millis;
  to: Millis;
  /** Whether the phase was still open at the end of what is known. */
  open: boolean;
}

/**
 * The phases as bars, oldest first. A phase ends where it says, else where the next one begins,
 * else at `until`; none ends before it begins, and one that begins after `until` (another program's
 * clock) is drawn at `until`. An unreadable start leaves the phase out.
 */
export function barsOf(phases: readonly RunPhase[], until: Millis): Bar[] {
  const known = phases
    .map((phase) => ({ ...phase, at: Date.parse(phase.startedAt) }))
    .filter((phase) => Number.isFinite(phase.at))
    .sort((a, b) => a.at - b.at);
  return known.map((phase, index) => {
    const from = Math.min(phase.at, until);
    const next = known[index + 1]?.at ?? until;
    const own = phase.finishedAt === null ? Number.NaN : Date.parse(phase.finishedAt);
    const to = Number.isFinite(own) ? own : next;
    return {
      index,
      phase: phase.phase,
      from,
      to: Math.max(from, Math.min(to, until)),
      open: phase.finishedAt === null && index === known.length - 1,
    };
  });
}
