/** What was counted; a unit ends a name (`Ms`) unless it is a count. */
export type Figures = Record<string, number>;

/** What a proof works with. */
export interface ProofTools {
  /** A folder of its own, gone when the process ends. */
  scratch: string;
  /** How often, or for how many seconds; each proof has its own measure and default. */
  size: number;
  /** Where its random choices start. */
  seed: number;
  /** Prints one line for a person. */
  say(line: string): void;
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
  const exact = Object.entries(proof.exactly).every(([name, value]) => figures[name] === value);
  const bounded = Object.entries(proof.atMost).every(
    ([name, most]) => (figures[name] ?? Number.POSITIVE_INFINITY) <= most,
  );
  return exact && bounded;
}
