import { inWords } from '../../server/domain/duration.ts';
import type { Run } from '../../server/domain/run.ts';
import { namesOf } from '../deaths/reason.ts';
import { inSentence } from '../parts/free-text.ts';
import { counted } from '../parts/words.ts';
import type { Trouble } from './follow.ts';

/** What is wrong, in a headline: `books is close to death`, `3 runs are stuck`. */
export function troubleTitle(runs: readonly Run[], trouble: Trouble): string {
  const what = trouble === 'suspect' ? 'close to death' : 'stuck';
  return `${who(runs)} ${runs.length === 1 ? 'is' : 'are'} ${what}`;
}

/** What is wrong with a run as of `now`, in a line without its name. */
export function troubleWords(run: Run, trouble: Trouble, now: number): string {
  const phase = run.phase === null ? '' : ` in phase ${inSentence(run.phase)}`;
  if (trouble === 'stuck') return `still heard, but no progress for ${stillFor(run, now)}${phase}`;
  return `silent for ${passed(run.lastSignAt, now)}${phase}`;
}

/** `heard 5 s ago, no progress for 42 min`, as of `now`. */
export function stuckWords(run: Run, now: number): string {
  return `heard ${passed(run.lastSignAt, now)} ago, no progress for ${stillFor(run, now)}`;
}

/** For how long phase and progress of a run have stood still, in words. */
export function stillFor(run: Run, now: number): string {
  return passed(run.lastProgressAt ?? run.startedAt, now);
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
  if (trouble === 'suspect') return `${who(runs)} spoke again`;
  return `${who(runs)} ${runs.length === 1 ? 'moves' : 'move'} again`;
}

function who(runs: readonly Run[]): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? inSentence(only.scraper)
    : counted(runs.length, 'run');
}

function passed(iso: string, now: number): string {
  return inWords(Math.max(0, Math.floor((now - Date.parse(iso)) / 1000)));
}
