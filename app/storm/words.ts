import type { Storm } from '../../server/domain/storm.ts';
import { count } from '../parts/words.ts';

/** What a storm is, in a sentence: `184 of 200 live runs fell silent together.` */
export function stormWords({ silent, live }: Pick<Storm, 'silent' | 'live'>): string {
  return `${count(silent)} of ${count(live)} live runs fell silent together.`;
}

/** Who has spoken since, or joined; null while the numbers say it all. */
export function sinceWords(storm: Pick<Storm, 'silent' | 'runIds'>, still: number): string | null {
  if (still === 0) return 'All of them have spoken since, or are over.';
  const back = storm.runIds.length - still;
  return back > 0 ? `${count(back)} have spoken since, ${count(still)} are still silent.` : null;
}

/** Milliseconds left as on a clock without a leading nought: `1:32`. */
export function leftWords(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
}
