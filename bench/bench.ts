/** What was measured; the unit ends each name (`Ms`, `Bytes`, `Mb` = 10^6 bytes) unless it is a count or a ratio. */
export type Figures = Record<string, number>;

/** The most that the figure of the same name may be, or the least: the bench says which. */
export type Bounds = Record<string, number>;

/** What a bench works with. */
export interface BenchTools {
  /** A folder of its own, gone when the process ends. */
  scratch: string;
  /** Prints one line for a person. */
  say(line: string): void;
}

/** Something that measures. Throws when it could not. */
export interface Bench {
  /** Whether it needs the production build of the pages. */
  usesPages: boolean;
  /** The most that these figures may be. */
  bounds: Bounds;
  /** The least that these must be. */
  atLeast?: Bounds;
  run(tools: BenchTools): Promise<Figures>;
}
