import type { Millis } from './time.ts';

/**
 * Why Flatline could not hear: the server was not running, the database could not be written,
 * the process stood still, or the clock leapt (the host slept, or its clock was set forward).
 */
export const GAP_REASONS = ['restarted', 'database', 'blocked', 'jumped'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** A time in which no run could have been heard. */
export interface Gap {
  reason: GapReason;
  from: Millis;
  to: Millis;
}

/** What is known of the times in which runs could be heard. */
export interface Hearing {
  /** Since when there has been no gap; null before anything was proven, and in a gap. */
  since: Millis | null;
  /** The gap that has not ended yet; null while runs can be heard. */
  deaf: Pick<Gap, 'from' | 'reason'> | null;
  /** Gaps, the oldest first; they do not overlap. */
  gaps: readonly Gap[];
}

/** The hearing of someone who has never missed anything. */
export const UNBROKEN: Hearing = { since: null, deaf: null, gaps: [] };

/** How often the observer proves that it can hear, in milliseconds. */
export const PROOF_INTERVAL: Millis = 1000;

/**
 * Two proofs further apart than this, in milliseconds, mean that nothing could be heard between
 * them: an event loop that was blocked for 1.5 s or longer, or a database away for as long.
 */
export const DEAF_AFTER: Millis = PROOF_INTERVAL + 1500;

/**
 * What is left of a run's patience after a gap is rounded up to a multiple of the gap, but not of
 * more than this, in milliseconds. So a reporter that was refused, and backs off for about as long
 * as it was refused, has the time to return; and those that died together are found together.
 */
export const RETURN_GRACE_MAX: Millis = 60_000;

/** One moment at which a run could have been heard, by both clocks. */
export interface Proof {
  now: Millis;
  /** A clock that does not leap; see `Clock.steady`. */
  steady: Millis;
}

/** What the observer knows between two proofs. */
export interface Observation {
  last: Proof | null;
  /** Whether a proof was tried in between, and the database refused it. */
  refused: boolean;
}

/** Before the first proof. */
export const UNOBSERVED: Observation = { last: null, refused: false };

/** Takes a proof: what is known from now on, and the gap that ends with it, if there is one. */
export function prove(before: Observation, proof: Proof): { after: Observation; gap: Gap | null } {
  const after: Observation = { last: proof, refused: false };
  const { last } = before;
  if (last === null || proof.now - last.now <= DEAF_AFTER) return { after, gap: null };
  return { after, gap: { reason: reasonOf(before, last, proof), from: last.now, to: proof.now } };
}

function reasonOf({ refused }: Observation, last: Proof, proof: Proof): GapReason {
  if (refused) return 'database';
  const leapt = proof.now - last.now - (proof.steady - last.steady);
  return leapt > DEAF_AFTER / 2 ? 'jumped' : 'blocked';
}

/** Adds a gap to what was heard; `keep` is how far back gaps matter, in milliseconds. */
export function withGap(hearing: Hearing, gap: Gap, keep: Millis): Hearing {
  const gaps = hearing.gaps.filter(({ to }) => to > gap.to - keep);
  return { since: gap.to, deaf: null, gaps: [...gaps, gap] };
}

/** What of a gap is in none of those that are `recorded`, the oldest part first. */
export function uncovered(gap: Gap, recorded: readonly Pick<Gap, 'from' | 'to'>[]): Gap[] {
  return recorded.reduce<Gap[]>(
    (parts, { from, to }) =>
      parts.flatMap((part) => {
        if (to <= part.from || from >= part.to) return [part];
        const [before, after] = [
          { ...part, to: from },
          { ...part, from: to },
        ];
        return [before, after].filter((rest) => rest.from < rest.to);
      }),
    [gap],
  );
}

/** Gaps that may overlap, as nodes record them: each without what an earlier one holds, the oldest first. */
export function apart(gaps: readonly Gap[]): Gap[] {
  const byStart = [...gaps].sort((a, b) => a.from - b.from || b.to - a.to);
  let heardTo = Number.NEGATIVE_INFINITY;
  return byStart.flatMap((gap) => {
    const from = Math.max(gap.from, heardTo);
    if (from >= gap.to) return [];
    heardTo = gap.to;
    return { ...gap, from };
  });
}

/** How much of the time from `from` to `now` could be heard, in milliseconds. */
export function heardFor({ gaps }: Hearing, from: Millis, now: Millis): Millis {
  const deaf = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(gap.to, now) - Math.max(gap.from, from)),
    0,
  );
  return Math.max(0, now - from - deaf);
}

/**
 * The deadline of a run after a gap: what was left of its patience when the gap began (or when it
 * spoke in the gap, by another program's hand) is left when it ends, rounded up (see
 * `RETURN_GRACE_MAX`), though not over its stale-after. `diesAt` is when it would have died without
 * the gap, `sign` its last sign of life. The runs of one stale-after that spoke shortly before the
 * gap all get the same deadline.
 */
export function deadlineAfter(
  gap: Gap,
  run: { diesAt: Millis; sign: Millis; staleAfterSeconds: number },
): Millis {
  if (run.sign >= gap.to) return run.diesAt;
  const left = run.diesAt - Math.max(gap.from, run.sign);
  // It was due before the gap began, and nobody has looked yet.
  if (left <= 0) return gap.to;
  const allowed = run.staleAfterSeconds * 1000;
  const step = Math.min(gap.to - gap.from, allowed, RETURN_GRACE_MAX);
  return gap.to + Math.min(Math.ceil(left / step) * step, Math.max(left, allowed));
}
