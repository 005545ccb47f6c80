import {
  GOOD_RUNS_LEAST,
  type LearnedPatience,
  PATIENCE_LEAST,
  PATIENCE_MARGIN,
} from '../../server/domain/patience.ts';
import { count, counted } from '../parts/words.ts';
import type { Advice, Toll } from './advice.ts';
import { inPhaseWords, limitWords, silenceWords } from './limit-words.ts';

/** What was learned, in one sentence. */
export function learnedWords(patience: LearnedPatience): string {
  const [slowest] = patience.phases;
  const from = `From ${counted(patience.goodRuns, 'good run')}`;
  if (slowest === undefined) return 'Nothing was learned yet: no run of it has completed.';
  return `${from}: the longest silence was ${silenceWords(patience.longestSilence)}, ${inPhaseWords(slowest.phase)}.`;
}

/** What is missing for a suggestion. */
export function fewWords({ more }: Extract<Advice, { kind: 'few' }>): string {
  return `A suggestion needs at least ${GOOD_RUNS_LEAST} completed runs; ${count(more)} more to go.`;
}

/** Why the good runs ask for that limit. */
export function reasonWords(patience: LearnedPatience, seconds: number): string {
  const limit = limitWords(seconds);
  const twice = PATIENCE_MARGIN === 2 ? 'Twice' : `${PATIENCE_MARGIN} times`;
  const wanted = (patience.longestSilence * PATIENCE_MARGIN) / 1000;
  return Math.ceil(wanted) > seconds
    ? `${twice} the longest silence is more than ${limit}, the longest limit there can be.`
    : `${twice} the longest silence, never under ${limitWords(PATIENCE_LEAST)}: ${limit}.`;
}

/** What a limit would have done to the good runs: "At 90 s, 3 of the last 200 good runs would have been killed." */
export function tollWords(seconds: number, toll: Toll): string {
  return `At ${limitWords(seconds)}, ${howMany(toll)} would have been killed.`;
}

/** How much sooner or later a dead run is found with another limit. */
export function foundWords(seconds: number, currentSeconds: number): string {
  return seconds < currentSeconds
    ? `A dead run would be found ${limitWords(currentSeconds - seconds)} sooner.`
    : `A dead run would be found ${limitWords(seconds - currentSeconds)} later.`;
}

/** How near the good runs come to the limit in force, where it is too near. */
export function nearWords(patience: LearnedPatience, currentSeconds: number, toll: Toll): string {
  const limit = limitWords(currentSeconds);
  if (toll.least > 0) {
    const verb = toll.least === 1 && toll.most === 1 ? 'was' : 'were';
    return `The limit may kill the living: ${howMany(toll)} ${verb} silent for ${limit} or longer.`;
  }
  const share = Math.floor((patience.longestSilence / (currentSeconds * 1000)) * 100);
  return `Good runs come near the limit: the longest silence was ${share} % of the ${limit} allowed.`;
}

function howMany({ least, most, of }: Toll): string {
  const all = `of the last ${count(of)} good runs`;
  if (most === 0) return `none ${all}`;
  return least === most ? `${count(most)} ${all}` : `${count(least)} to ${count(most)} ${all}`;
}
