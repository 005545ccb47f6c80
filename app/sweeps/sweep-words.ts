import type { Sweep, SweepTrigger } from '../../server/domain/sweep.ts';
import type { WatchdogState } from '../../server/domain/watchdog.ts';
import { counted } from '../parts/words.ts';
import { scheduleInWords } from './schedule.ts';

const STARTED_BY: Record<SweepTrigger, string> = {
  watchdog: 'Schedule',
  deadline: 'Deadline',
  manual: 'Operator',
  startup: 'Server start',
};

/** What started a sweep, in a word or two. */
export function startedBy(trigger: SweepTrigger): string {
  return STARTED_BY[trigger];
}

/** What a sweep did, in a sentence without its time. */
export function outcomeWords(sweep: Sweep): string {
  if (sweep.error !== null) return `failed: ${sweep.error}`;
  if (sweep.examined === 0) return 'found nothing due';
  const found = `found ${counted(sweep.examined, 'run')}`;
  return `${found}, marked ${sweep.marked}, spared ${sweep.spared}`;
}

/** A sweep's length: `4 ms`, `1.2 s`. */
export function lengthWords(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** What the watchdog does, and how often. */
export function purposeWords(state: Pick<WatchdogState, 'cron'>): string {
  const often = scheduleInWords(state.cron) ?? `on the schedule ${state.cron}`;
  return `The watchdog finds runs that have been silent for longer than their limit and marks them as failed. It looks when a limit is reached and, in case it missed one, ${often}.`;
}
