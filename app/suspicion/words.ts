import type { Run } from '../../server/domain/run.ts';
import { namesOf } from '../deaths/reason.ts';
import { inSentence } from '../parts/free-text.ts';
import { whoOf } from '../parts/who.ts';
import { durationWords } from '../parts/words.ts';
import type { Trouble } from './follow.ts';

/** What is wrong, in a headline: `books is close to death`, `3 runs are stuck`. */
export function troubleTitle(runs: readonly Run[], trouble: Trouble): string {
  const what = trouble === 'suspect' ? 'close to death' : 'stuck';
  return `${whoOf(runs)} ${runs.length === 1 ? 'is' : 'are'} ${what}`;
}

/** What is wrong with a run as of `now`, in a line without its name. */
export function troubleWords(run: Run, trouble: Trouble, now: number): string {
  const phase = run.phase === null ? '' : ` in phase ${inSentence(run.phase)}`;
  if (trouble === 'stuck') return `still heard, but no progress for ${stillFor(run, now)}${phase}`;
  return `silent for ${durationWords(now - Date.parse(run.lastSignAt))}${phase}`;
}

/** `heard 5 s ago, no progress for 42 min`, as of `now`. */
export function stuckWords(run: Run, now: number): string {
  return `heard ${durationWords(now - Date.parse(run.lastSignAt))} ago, no progress for ${stillFor(run, now)}`;
}

/** For how long phase and progress of a run have stood still, in words. */
export function stillFor(run: Run, now: number): string {
  return durationWords(now - stoodStillSince(run));
}

/** Since when phase and progress of a run have stood still, in milliseconds. */
export function stoodStillSince(run: Run): number {
  return Date.parse(run.lastProgressAt ?? run.startedAt);
}

/** What is said once, aloud: the headline, and what is wrong or who it is. */
export function troubleSentence(runs: readonly Run[], trouble: Trouble, now: number): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? `${troubleTitle(runs, trouble)}: ${troubleWords(only, trouble, now)}.`
    : `${troubleTitle(runs, trouble)}: ${namesOf(runs)}.`;
}

/** `books spoke again`, `3 runs move again`. */
export function recoveryTitle(runs: readonly Run[], trouble: Trouble): string {
  if (trouble === 'suspect') return `${whoOf(runs)} spoke again`;
  return `${whoOf(runs)} ${runs.length === 1 ? 'moves' : 'move'} again`;
}
