import { LIMITS } from '../../server/domain/limits.ts';
import type { GrantAnswer } from '../live/answers.ts';
import { whoOf } from '../parts/who.ts';
import { counted } from '../parts/words.ts';

/** From where time was given, and the reason that is written down when nobody writes another. */
export const REASONS = {
  board: 'One click on the board.',
  page: 'One click on the page of the run.',
  notice: 'One click on a notice.',
  storm: 'Given to all that fell silent together.',
} as const;
export type GivenFrom = keyof typeof REASONS;

/** How much time one click gives, in seconds. */
export const ONE_CLICK = LIMITS.grantSecondsDefault;

/** What one click does, in the same words wherever it stands: `Give it 10 more minutes`. */
export function grantLabel(runs: number): string {
  return `Give ${runs === 1 ? 'it' : 'them'} ${ONE_CLICK / 60} more minutes`;
}

/** What was given, and until when: `books has until 12:14:10 to speak`. */
export function grantTitle(answer: GrantAnswer, sayTime: (iso: string) => string): string {
  const [first] = answer.granted;
  if (first === undefined) return 'No run was given time';
  const until = answer.granted.reduce(
    (least, run) => (run.deadlineAt < least ? run.deadlineAt : least),
    first.deadlineAt,
  );
  const has = answer.granted.length === 1 ? 'has' : 'have';
  return `${whoOf(answer.granted)} ${has} until ${sayTime(until)} to speak`;
}

/** Who got none, in a sentence; null when all did. */
export function refusedWords({ refused }: GrantAnswer): string | null {
  if (refused.length === 0) return null;
  const over = refused.filter(({ reason }) => reason === 'closed').length;
  const gone = refused.length - over;
  const parts = [
    over > 0 && `${counted(over, 'run')} had already ended`,
    gone > 0 && `${counted(gone, 'run')} could not be found`,
  ].filter((part) => part !== false);
  return `${parts.join(', ')}.`;
}
