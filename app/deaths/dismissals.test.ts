import { expect, test } from 'vitest';
import { aDeadRun } from '../run/testing/a-run.ts';
import {
  isDismissed,
  NO_DISMISSALS,
  readDismissals,
  withAllDismissed,
  withDismissed,
} from './dismissals.ts';

const DAY = 86_400;
const died = (id: string, seconds: number) => aDeadRun(0, seconds, { id });

test('a death is dismissed by itself', () => {
  const dismissals = withDismissed(NO_DISMISSALS, [died('a', 600)]);
  expect(isDismissed(dismissals, died('a', 600))).toBe(true);
  expect(isDismissed(dismissals, died('b', 600))).toBe(false);
});

test('several deaths are dismissed at once', () => {
  const both = withDismissed(NO_DISMISSALS, [died('a', 600), died('b', 600)]);
  expect(Object.keys(both.ids)).toEqual(['a', 'b']);
});

test('all are dismissed up to the newest, and what dies afterwards is not', () => {
  const dismissals = withAllDismissed(NO_DISMISSALS, [died('a', 600), died('b', 900)]);
  expect(isDismissed(dismissals, died('older', 300))).toBe(true);
  expect(isDismissed(dismissals, died('b', 900))).toBe(true);
  expect(isDismissed(dismissals, died('c', 901))).toBe(false);
});

test('what was dismissed days ago is forgotten', () => {
  const before = withDismissed(NO_DISMISSALS, [died('a', 600)]);
  expect(Object.keys(withDismissed(before, [died('b', 600 + 3 * DAY)]).ids)).toEqual(['b']);
});

test('what is stored can be read back, and anything else is nothing', () => {
  const dismissals = withDismissed({ ids: {}, upTo: 5 }, [died('a', 600)]);
  expect(readDismissals(JSON.stringify(dismissals))).toEqual(dismissals);
  for (const text of [null, '', '{', '7', 'null', '[]', '{"ids":{"a":"x"},"upTo":"y"}']) {
    expect(readDismissals(text)).toEqual(NO_DISMISSALS);
  }
});
