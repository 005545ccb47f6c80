import { LIMITS } from './limits.ts';
import { longestOf, mergeSilences, type PhaseSilences, type Silences } from './silences.ts';
import type { WhenStuck } from './stuck.ts';

/** What a suggestion is multiplied by over the longest silence of a good run. */
export const PATIENCE_MARGIN = 2;

/** No suggestion is shorter, in seconds. */
export const PATIENCE_LEAST = 30;

/** How many good runs a suggestion is read from, at the least and at the most. */
export const GOOD_RUNS_LEAST = 5;
export const GOOD_RUNS_MOST = 200;

/** How many good runs a stale-after would have killed. */
export interface Backtest {
  staleAfterSeconds: number;
  killed: number;
  of: number;
}

/** What the good runs say of one phase. */
export interface PhasePatience extends PhaseSilences {
  phase: string;
}

/** What was learned of a scraper's silences; nothing of it is applied by itself. */
export interface LearnedPatience {
  /** How many completed runs this is read from. */
  goodRuns: number;
  /** Over all of them, in milliseconds. */
  longestSilence: number;
  /** The suggested stale-after in seconds, never over the one in force; null: too few good runs. */
  suggestedSeconds: number | null;
  /** What the good runs ask for; over the one in force only an operator can accept it. */
  wantedSeconds: number | null;
  /** At the suggestion, at the one in force, and around them; ascending. */
  backtests: Backtest[];
  phases: PhasePatience[];
}

/** A scraper as the store keeps it. */
export interface ScraperRecord {
  id: string;
  name: string;
  /** Its own; null: the setting. */
  staleAfterSeconds: number | null;
  stuckAfterSeconds: number | null;
  whenStuck: WhenStuck;
  /** How many days its runs are kept once they have ended; null: the setting. */
  retentionDays: number | null;
}

/** What an operator may change of a scraper. Absent: left as it is; null: the setting. */
export interface ScraperChange {
  staleAfterSeconds?: number | null;
  stuckAfterSeconds?: number | null;
  whenStuck?: WhenStuck;
  retentionDays?: number | null;
}

/** A scraper as the outside sees it. */
export interface Scraper extends Omit<ScraperRecord, 'id'> {
  /** What its next run gets: its own, else the setting. */
  effectiveStaleAfterSeconds: number;
  effectiveStuckAfterSeconds: number;
  /** How many days its runs are kept: its own, else the setting. */
  effectiveRetentionDays: number;
}

/** A stored scraper in its outside form; `settings` are in force where it has none of its own. */
export function presentScraper(
  { id: _, ...scraper }: ScraperRecord,
  settings: { staleAfterSeconds: number; stuckAfterSeconds: number; retentionDays: number },
): Scraper {
  return {
    ...scraper,
    effectiveStaleAfterSeconds: scraper.staleAfterSeconds ?? settings.staleAfterSeconds,
    effectiveStuckAfterSeconds: scraper.stuckAfterSeconds ?? settings.stuckAfterSeconds,
    effectiveRetentionDays: scraper.retentionDays ?? settings.retentionDays,
  };
}

/**
 * What `runs` (completed, the newest) say, while `currentSeconds` is in force. Pure. A run whose
 * silences were never noted says nothing.
 */
export function learnPatience(runs: readonly Silences[], currentSeconds: number): LearnedPatience {
  const goodRuns = runs.filter((silences) => Object.keys(silences).length > 0);
  const longest = goodRuns.map(longestOf);
  const longestSilence = Math.max(0, ...longest);
  const enough = goodRuns.length >= GOOD_RUNS_LEAST;
  const wanted = wantedFor(longestSilence);
  const suggested = Math.min(wanted, currentSeconds);
  const asked = [PATIENCE_LEAST, 60, 90, 120, 300, 600, suggested, wanted, currentSeconds];
  return {
    goodRuns: goodRuns.length,
    longestSilence,
    suggestedSeconds: enough ? suggested : null,
    wantedSeconds: enough ? wanted : null,
    backtests: [...new Set(asked)]
      .sort((a, b) => a - b)
      .map((staleAfterSeconds) => backtest(longest, staleAfterSeconds)),
    phases: phasesOf(goodRuns),
  };
}

function wantedFor(longestSilence: number): number {
  const wanted = Math.ceil((longestSilence * PATIENCE_MARGIN) / 1000);
  return Math.min(LIMITS.staleAfterSecondsMax, Math.max(PATIENCE_LEAST, wanted));
}

/** A run with a silence of exactly the limit would have been killed. */
function backtest(longest: readonly number[], staleAfterSeconds: number): Backtest {
  const killed = longest.filter((ms) => ms >= staleAfterSeconds * 1000).length;
  return { staleAfterSeconds, killed, of: longest.length };
}

function phasesOf(goodRuns: readonly Silences[]): PhasePatience[] {
  return Object.entries(mergeSilences(goodRuns))
    .map(([phase, silences]) => ({ phase, ...silences }))
    .sort((a, b) => b.longest - a.longest);
}
