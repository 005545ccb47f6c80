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

/** What was typed: seconds, for the API to judge, or what is wrong, to be read after the field's name. */
export type Read = { seconds: number } | { fault: string };

/** Seconds in the largest unit that needs no fraction: 600 is `10 min`, 90 is `90 s`. */
export function typedOf(seconds: number): Typed {
  const { unit, seconds: size } =
    UNITS.findLast((each) => seconds % each.seconds === 0) ?? UNITS[0];
  return { amount: String(seconds / size), unit };
}

/** Reads what was typed; what is a number is the API's to judge, a fraction of a second too. */
export function readTyped({ amount, unit }: Typed): Read {
  const text = amount.trim();
  if (text === '') return { fault: 'is required' };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
    return { fault: 'must be a number, such as 90 or 1.5' };
  }
  const size = UNITS.find((each) => each.unit === unit)?.seconds ?? 1;
  // 1.1 times 60 is 66.00000000000001.
  const seconds = Math.round(Number(text) * size * 1e6) / 1e6;
  // JSON has no number for it: the API would be asked for the setting instead.
  return Number.isFinite(seconds) ? { seconds } : { fault: 'must be a number that is not so long' };
}
