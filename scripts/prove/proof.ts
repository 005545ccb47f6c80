import type { BenchTools, Figures } from '../../bench/bench.ts';
import { verdictOf } from '../../bench/verdict.ts';

/** What a proof works with. */
export interface ProofTools extends BenchTools {
  /** How often, or for how many seconds; each proof has its own measure and default. */
  size: number;
  /** Where its random choices start. */
  seed: number;
}

/** Something that is shown by doing it. Throws when it could not be tried. */
export interface Proof {
  /** What `--size` means, and what it is unless told. */
  measure: string;
  size: number;
  /** The figures that must be exactly this. */
  exactly: Figures;
  /** The figures that may be at most this. */
  atMost: Figures;
  run(tools: ProofTools): Promise<Figures>;
}

/** Whether the figures show what the proof is for. */
export function isProven(figures: Figures, proof: Pick<Proof, 'exactly' | 'atMost'>): boolean {
  return verdictOf(figures, { ...proof.exactly, ...proof.atMost }, proof.exactly);
}
