import type { GapReason } from '../../server/domain/hearing.ts';
import type { HearingGap } from '../../server/domain/watchdog.ts';
import { counted, tookWords } from '../parts/words.ts';

const REASONS: Record<GapReason, string> = {
  restarted: 'The server was not running',
  database: 'The database could not be written',
  blocked: 'The server stood still: its process was busy or stopped',
  jumped: 'The clock leapt: the machine slept, or its clock was set forward',
};

/** Why nothing could be heard, in words. */
export function gapReason({ reason }: Pick<HearingGap, 'reason'>): string {
  return REASONS[reason] ?? reason;
}

/** How long nothing could be heard. */
export function gapLength({ startedAt, endedAt }: HearingGap): string {
  return tookWords(Date.parse(endedAt) - Date.parse(startedAt));
}

/** Whom that time was given back to. */
export function givenBack({ runs }: Pick<HearingGap, 'runs'>): string {
  return runs === 0 ? 'nobody was waiting' : `given back to ${counted(runs, 'run')}`;
}
