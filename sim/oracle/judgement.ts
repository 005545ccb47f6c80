import type { RunTruth } from './run-truth.ts';

/** The rules that are watched over. */
export const INVARIANTS = {
  killed: 'No run that speaks again within its patience was killed',
  missed: 'No dead run is RUNNING after its threshold and one window',
  once: 'One terminal write, one failure event, one channel close a run',
  stored: 'Every acknowledged event is stored, once',
  told: 'What the dashboards were told equals the store',
  committed: 'Nothing is told before it is committed',
  suspicion: 'One notice an incident, and suspicion ends with a sign of life',
  passes: 'Passes do not overlap, and do not spin',
  storm: 'Most runs do not die at once without an extra window',
  sound: 'Nothing fails in an unknown way',
} as const;
export type Invariant = keyof typeof INVARIANTS;

/** An invariant that was broken. */
export interface Violation {
  invariant: Invariant;
  at: number;
  sentence: string;
  run: RunTruth | null;
}

/** Where broken invariants are brought to. */
export interface Judgement {
  breaks(invariant: Invariant, sentence: string, run?: RunTruth | null | undefined): void;
  /** The first one; null while all is well. */
  first(): Violation | null;
}

export function createJudgement(now: () => number): Judgement {
  let first: Violation | null = null;

  return {
    breaks(invariant, sentence, run = null) {
      first ??= { invariant, at: now(), sentence, run };
    },
    first: () => first,
  };
}
