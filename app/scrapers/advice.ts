import { GOOD_RUNS_LEAST, type LearnedPatience } from '../../server/domain/patience.ts';

/**
 * What the good runs say of the limit in force, in seconds. `few`: not enough of them yet.
 * `fits`: nothing worth a change. `shorter`: the dead could be found sooner. `longer`: good runs
 * come near the limit, or past it; only an operator can accept that.
 */
export type Advice =
  | { kind: 'few'; more: number }
  | { kind: 'fits' }
  | { kind: 'shorter'; seconds: number }
  | { kind: 'longer'; seconds: number };

/** A limit that is advised, in seconds, and the word for it. */
export interface Advised {
  seconds: number;
  word: 'suggested' | 'wanted';
}

/** A change smaller than this share of the limit in force is not worth a word. */
const WORTH = 0.1;

/** What the good runs say of a limit of `currentSeconds`. */
export function adviceOf(
  patience: Pick<LearnedPatience, 'goodRuns' | 'wantedSeconds'>,
  currentSeconds: number,
): Advice {
  const { goodRuns, wantedSeconds: wanted } = patience;
  if (wanted === null) return { kind: 'few', more: Math.max(1, GOOD_RUNS_LEAST - goodRuns) };
  if (Math.abs(wanted - currentSeconds) < WORTH * currentSeconds) return { kind: 'fits' };
  return { kind: wanted < currentSeconds ? 'shorter' : 'longer', seconds: wanted };
}

/** The limit that the advice names: suggested, or wanted by the good runs; null when it names none. */
export function advisedBy(advice: Advice): Advised | null {
  if (advice.kind === 'shorter') return { seconds: advice.seconds, word: 'suggested' };
  return advice.kind === 'longer' ? { seconds: advice.seconds, word: 'wanted' } : null;
}

/** How many good runs a limit would have killed: exact where it was tried, else the bounds of it. */
export interface Toll {
  least: number;
  most: number;
  of: number;
}

/** What a limit of `seconds` would have cost the good runs; null while they are too few to tell. */
export function tollOf(
  patience: Pick<LearnedPatience, 'goodRuns' | 'longestSilence' | 'backtests'>,
  seconds: number,
): Toll | null {
  const of = patience.goodRuns;
  if (of < GOOD_RUNS_LEAST) return null;
  if (seconds * 1000 > patience.longestSilence) return { least: 0, most: 0, of };
  // The longer the limit, the fewer it kills; and one run it does kill: the one of the longest silence.
  const shorter = patience.backtests.filter((test) => test.staleAfterSeconds <= seconds).at(-1);
  const longer = patience.backtests.find((test) => test.staleAfterSeconds >= seconds);
  return { least: Math.max(1, longer?.killed ?? 1), most: shorter?.killed ?? of, of };
}
