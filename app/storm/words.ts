import type { Storm } from '../../server/domain/storm.ts';
import { count } from '../parts/words.ts';

/** What a storm is, in a sentence: `184 of 200 live runs fell silent together.` */
export function stormWords({ silent, live }: Pick<Storm, 'silent' | 'live'>): string {
  return `${count(silent)} of ${count(live)} live runs fell silent together.`;
}

/** How many of them are held now, where that is another number; null where it is not. */
export function heldWords({ silent }: Pick<Storm, 'silent'>, held: number): string | null {
  if (held === 0) return 'None of them is held any more.';
  if (held === silent) return null;
  return `${count(held)} ${held === 1 ? 'is' : 'are'} held now.`;
}

/** Milliseconds left as on a clock without a leading nought: `1:32`. */
export function leftWords(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
}
