import { count } from '../parts/words.ts';

/** The units that a duration can be typed in, in seconds. */
export const UNITS = [
  { unit: 's', seconds: 1, words: 'seconds' },
  { unit: 'min', seconds: 60, words: 'minutes' },
  { unit: 'h', seconds: 3600, words: 'hours' },
  { unit: 'd', seconds: 86_400, words: 'days' },
] as const;
export type Unit = (typeof UNITS)[number]['unit'];

/** A duration as it stands in its two fields. */
export interface Typed {
  amount: string;
  unit: Unit;
}

/** What was typed: seconds, or what is wrong, to be read after the field's name. */
export type Read = { seconds: number } | { fault: string };

/** Seconds in the largest unit that needs no fraction: 600 is `10 min`, 90 is `90 s`. */
export function typedOf(seconds: number): Typed {
  const { unit, seconds: size } =
    UNITS.findLast((each) => seconds % each.seconds === 0) ?? UNITS[0];
  return { amount: String(seconds / size), unit };
}

/** Reads what was typed: a number of the unit beside it, or with units of its own: `90 s`, `1h30`. */
export function readTyped({ amount, unit }: Typed): Read {
  const text = amount.trim().toLowerCase();
  if (text === '') return { fault: 'is required' };
  const parts = NUMBER.test(text) ? [{ number: text, unit }] : partsOf(text);
  if (parts === null) {
    return { fault: 'must be a number, or a time such as 90 s, 10 min or 1h30' };
  }
  const sum = parts.reduce((total, part) => total + Number(part.number) * sizeOf(part.unit), 0);
  // 1.1 times 60 is 66.00000000000001.
  const seconds = Math.round(sum * 1e6) / 1e6;
  // JSON has no number for it: the API would be asked for the setting instead.
  return Number.isFinite(seconds) ? { seconds } : { fault: 'must be a number that is not so long' };
}

/** The unit that the text itself begins with, which then counts instead of the one beside it; else null. */
export function ownUnit(amount: string): Unit | null {
  const text = amount.trim().toLowerCase();
  return NUMBER.test(text) ? null : (partsOf(text)?.[0]?.unit ?? null);
}

/** What is wrong with a limit of these seconds, told in the unit that it was typed in; null: nothing. */
export function rangeFault(seconds: number, unit: Unit, most: number): string | null {
  if (seconds > most) {
    const size = sizeOf(unit);
    return `must be at most ${count(Math.floor(most / size))} ${wordsOf(unit)}`;
  }
  if (seconds < 1) return 'must be at least 1 second';
  return Number.isInteger(seconds) ? null : 'must come to whole seconds';
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const PART = /\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)/y;

/** How people write the units. */
const SPELLINGS: Record<Unit, RegExp> = {
  s: /^(s|secs?|seconds?)$/,
  min: /^(m|mins?|minutes?)$/,
  h: /^(h|hrs?|hours?)$/,
  d: /^(d|days?)$/,
};

/** `1h30` as 1 h and 30 min: each unit is smaller than the one before, and may be left out after it. */
function partsOf(text: string): { number: string; unit: Unit }[] | null {
  const parts: { number: string; unit: Unit }[] = [];
  for (PART.lastIndex = 0; PART.lastIndex < text.length; ) {
    const [, number = '', word = ''] = PART.exec(text) ?? [];
    const before = parts.at(-1)?.unit;
    const unit = word === '' ? smallerThan(before) : spelt(word);
    if (number === '' || unit === null) return null;
    if (before !== undefined && sizeOf(unit) >= sizeOf(before)) return null;
    parts.push({ number, unit });
  }
  return parts;
}

function spelt(word: string): Unit | null {
  return UNITS.find(({ unit }) => SPELLINGS[unit].test(word))?.unit ?? null;
}

function smallerThan(unit: Unit | undefined): Unit | null {
  const at = UNITS.findIndex((each) => each.unit === unit);
  return UNITS[at - 1]?.unit ?? null;
}

function sizeOf(unit: Unit): number {
  return UNITS.find((each) => each.unit === unit)?.seconds ?? 1;
}

function wordsOf(unit: Unit): string {
  return UNITS.find((each) => each.unit === unit)?.words ?? unit;
}
