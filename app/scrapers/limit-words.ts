import { inWords } from '../../server/domain/duration.ts';
import { OTHER_PHASES } from '../../server/domain/silences.ts';
import { inSentence, shownText } from '../parts/free-text.ts';

/** From this many seconds on a limit is told in minutes and more; below, in seconds alone. */
const IN_SECONDS_BELOW = 120;

/** A limit of whole seconds, as it is spoken of: `82 s`, `2 min`, `1 h 30 min`. */
export function limitWords(seconds: number): string {
  return seconds > 0 && seconds < IN_SECONDS_BELOW ? `${seconds} s` : inWords(seconds);
}

/** A silence that was measured, in milliseconds: `820 ms`, `41.3 s`, `7 min 30 s`. Never too short. */
export function silenceWords(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)} ms`;
  const tenths = Math.ceil(ms / 100) / 10;
  return tenths < IN_SECONDS_BELOW ? `${tenths} s` : inWords(Math.ceil(ms / 1000));
}

/** A phase by its name, or what stands for the phases without one, in a sentence. */
export function inPhaseWords(phase: string): string {
  if (phase === '') return 'before its first phase';
  if (phase === OTHER_PHASES) return 'in one of its many other phases';
  return `in phase ${inSentence(phase)}`;
}

/** The same as the head of a row. */
export function phaseHead(phase: string): string {
  if (phase === '') return 'before the first phase';
  return phase === OTHER_PHASES ? 'all other phases' : shownText(phase);
}
