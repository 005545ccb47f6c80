import { inWords } from '../../server/domain/duration.ts';
import type { StaleEvidence } from '../../server/domain/evidence.ts';
import { UUID_PATTERN } from '../../server/domain/ids.ts';
import type { Run } from '../../server/domain/run.ts';
import type { SweepEntry } from '../../server/domain/sweep.ts';
import type { SweepAnswer } from '../live/answers.ts';
import { diesAt } from '../live/vitals.ts';
import { counted } from '../parts/words.ts';
import { stillForSeconds } from '../run/evidence-words.ts';

/** What became of one run in a sweep. */
export interface Outcome {
  entry: SweepEntry;
  fate: 'marked' | 'spared' | 'over' | 'gone' | 'left';
  words: string;
}

/**
 * Whether a sweep can be asked for this run by name: that takes a uuid, and another program may
 * have written a row with any id. The watchdog's own sweeps name nobody, and mark it all the same.
 */
export function canBeAskedFor(entry: SweepEntry): boolean {
  return UUID_PATTERN.test(entry.runId);
}

/** Why a run in a preview would be marked. `heardAt` (ISO) is its newest sign of life on the board. */
export function whyWords(entry: SweepEntry, heardAt: string | null): string {
  const { evidence } = entry;
  if (evidence === null) return 'Nothing is known of it';
  if (entry.reason !== 'stuck' && heardAt !== null && heardAt > evidence.silentSince) {
    return 'It has spoken since: it will be spared';
  }
  if (!canBeAskedFor(entry)) {
    return 'Left out: its id is no uuid. The next sweep of the watchdog takes it';
  }
  if (entry.reason === 'stuck') return stuckWhy(evidence);
  return `Silent for ${inWords(evidence.silentForSeconds)}, over its limit of ${inWords(evidence.staleAfterSeconds)}${deafWords(evidence)}`;
}

/** Whether a sweep would leave a run that is silent for too long: it still has time. */
export function isAhead(entry: SweepEntry): boolean {
  return entry.reason === 'not_due' || entry.reason === 'held';
}

/** Why a run that is silent for too long still has time as of `now` (ISO). */
export function aheadWords(
  entry: SweepEntry,
  now: string,
  sayTime: (iso: string) => string,
): string {
  const { evidence } = entry;
  if (evidence === null) return 'Nothing is known of it';
  const { grantedUntil, heldSince, silentForSeconds } = evidence;
  const silent = `Silent for ${inWords(silentForSeconds)}`;
  if (grantedUntil !== undefined && grantedUntil > now) {
    return `${silent}, but given time until ${sayTime(grantedUntil)} by an operator`;
  }
  if (heldSince !== undefined) {
    return `${silent}, held since ${sayTime(heldSince)}: most of the live runs fell silent with it`;
  }
  const deaf = deafWords(evidence);
  return deaf === '' ? `${silent}, but its deadline was moved ahead` : `${silent}${deaf}`;
}

function stuckWhy(evidence: StaleEvidence): string {
  const still = inWords(stillForSeconds(evidence));
  return `Heard ${inWords(evidence.silentForSeconds)} ago, but no progress for ${still}, over its limit of ${inWords(evidence.stuckAfterSeconds ?? 0)}; its scraper says that this is the end`;
}

/** Said only where Flatline could not hear for long enough to be sure. */
function deafWords({ heardForSeconds, staleAfterSeconds }: StaleEvidence): string {
  if (heardForSeconds === undefined || heardForSeconds >= staleAfterSeconds) return '';
  return `, but Flatline could hear it for only ${inWords(heardForSeconds)}`;
}

/** The fate of each run of `asked`, in that order. */
export function outcomes(asked: readonly SweepEntry[], answer: SweepAnswer): Outcome[] {
  const marked = new Map(answer.marked.map((entry) => [entry.runId, entry]));
  const spared = new Map(answer.spared.map((entry) => [entry.runId, entry]));
  return asked.map((before) => {
    const dead = marked.get(before.runId);
    if (dead !== undefined) return { entry: dead, fate: 'marked', words: 'Marked as stale' };
    const alive = spared.get(before.runId);
    if (alive !== undefined) return sparedOutcome(before, alive);
    return canBeAskedFor(before)
      ? { entry: before, fate: 'gone', words: 'The answer does not speak of it' }
      : { entry: before, fate: 'left', words: 'Left out: its id is no uuid' };
  });
}

function sparedOutcome(before: SweepEntry, entry: SweepEntry): Outcome {
  // What is gone has no name any more: keep the one it had.
  const named = {
    ...entry,
    scraper: entry.scraper ?? before.scraper,
    phase: entry.phase ?? before.phase,
  };
  switch (entry.reason) {
    case 'spoke': {
      const ago = entry.evidence?.silentForSeconds ?? 0;
      const when = ago === 0 ? 'just now' : `${inWords(ago)} ago`;
      return { entry: named, fate: 'spared', words: `Spoke ${when}, spared` };
    }
    case 'closed':
      return { entry: named, fate: 'over', words: 'Had already ended' };
    case 'not_found':
      return { entry: named, fate: 'gone', words: 'Not found: it is no longer there' };
    default:
      return { entry: named, fate: 'spared', words: 'Its deadline was moved ahead, spared' };
  }
}

/** What a sweep came to, in a headline: `2 runs marked as stale, 1 spared`. */
export function outcomeHeadline(all: readonly Outcome[]): string {
  const of = (fate: Outcome['fate']) => all.filter((outcome) => outcome.fate === fate).length;
  const marked = of('marked');
  const rest = [
    of('spared') > 0 && `${of('spared')} spared`,
    of('over') > 0 && `${of('over')} already over`,
    of('gone') > 0 && `${of('gone')} not found`,
    of('left') > 0 && `${of('left')} left out`,
  ].filter((part) => part !== false);
  const first = marked === 0 ? 'No run marked' : `${counted(marked, 'run')} marked as stale`;
  return [first, ...rest].join(', ');
}

/** The running run that is closest to its death. */
export function closest(runs: readonly Run[]): Run | null {
  let found: Run | null = null;
  for (const run of runs) {
    if (run.status !== 'RUNNING') continue;
    if (found === null || diesAt(run) < diesAt(found)) found = run;
  }
  return found;
}
