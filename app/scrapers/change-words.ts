import type { Scraper, ScraperChange } from '../../server/domain/patience.ts';
import { counted } from '../parts/words.ts';
import { limitWords } from './limit-words.ts';

/** What a scraper is after a change: one sentence a field that was changed. */
export function changeWords(scraper: Scraper, change: ScraperChange): string {
  const said: string[] = [];
  if ('staleAfterSeconds' in change) {
    const limit = limitWords(scraper.effectiveStaleAfterSeconds);
    said.push(`Stale after ${limit} of silence${fromSetting(scraper.staleAfterSeconds)}`);
  }
  if ('stuckAfterSeconds' in change) {
    const limit = limitWords(scraper.effectiveStuckAfterSeconds);
    said.push(`Stuck after ${limit} without progress${fromSetting(scraper.stuckAfterSeconds)}`);
  }
  if ('whenStuck' in change) {
    said.push(
      scraper.whenStuck === 'fail' ? 'Stuck runs are marked as stale' : 'Stuck runs are only shown',
    );
  }
  if ('retentionDays' in change) {
    const days = counted(scraper.effectiveRetentionDays, 'day');
    said.push(
      `Runs are kept for ${days} once they have ended${fromSetting(scraper.retentionDays)}`,
    );
  }
  return said.map((sentence) => `${sentence}.`).join(' ');
}

/** Which runs a change concerns. */
export function concerns(change: ScraperChange): string {
  return 'retentionDays' in change
    ? 'Older ones are removed.'
    : 'From the next run on; runs under way keep theirs.';
}

/** The change that takes `change` back. */
export function formerOf(scraper: Scraper, change: ScraperChange): ScraperChange {
  const former: ScraperChange = {};
  if ('staleAfterSeconds' in change) former.staleAfterSeconds = scraper.staleAfterSeconds;
  if ('stuckAfterSeconds' in change) former.stuckAfterSeconds = scraper.stuckAfterSeconds;
  if ('whenStuck' in change) former.whenStuck = scraper.whenStuck;
  if ('retentionDays' in change) former.retentionDays = scraper.retentionDays;
  return former;
}

function fromSetting(own: number | null): string {
  return own === null ? ', as the setting says' : '';
}
