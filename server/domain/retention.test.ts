import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BATCH_MOST,
  believedNow,
  cutOff,
  DAY,
  gapCutOff,
  nextRows,
  PAUSE,
  pauseAfter,
  ROWS,
} from './retention.ts';

const NOW = Date.UTC(2026, 0, 31);

test('what ended so many days ago is too old', () => {
  expect(cutOff(NOW, 30)).toBe(Date.UTC(2026, 0, 1));
});

test('a gap that a silence may reach back over is kept, however soon the rest goes', () => {
  expect(gapCutOff(NOW, 1, 8 * DAY)).toBe(NOW - 8 * DAY);
  expect(gapCutOff(NOW, 30, 8 * DAY)).toBe(NOW - 30 * DAY);
});

test('a clock that leapt is believed one pass later, one that is late at once', () => {
  const last = { now: NOW, steady: 500 };
  expect(believedNow(last, { now: NOW + DAY, steady: 500 + DAY })).toBe(NOW + DAY);
  expect(believedNow(last, { now: NOW + 9000 * DAY, steady: 500 + DAY })).toBe(NOW + DAY);
  expect(believedNow(last, { now: NOW + 10, steady: 500 + DAY })).toBe(NOW + 10);
});

test('a commit that took too long is followed by a smaller one, a quick one by a bigger one', () => {
  expect(nextRows(ROWS.first, BATCH_MOST + 1)).toBe(ROWS.first / 2);
  expect(nextRows(ROWS.first, 1)).toBe(ROWS.first * 2);
  expect(nextRows(ROWS.first, BATCH_MOST)).toBe(ROWS.first);
});

test('however long commits take, their rows and the pauses stay within their bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 60_000, noNaN: true })), (commits) => {
      let rows: number = ROWS.first;
      for (const tookMs of commits) {
        rows = nextRows(rows, tookMs);
        expect(rows).toBeGreaterThanOrEqual(ROWS.least);
        expect(rows).toBeLessThanOrEqual(ROWS.most);
        const pause = pauseAfter(tookMs);
        expect(pause).toBeGreaterThanOrEqual(Math.min(PAUSE.most, tookMs * 4));
        expect(pause).toBeGreaterThanOrEqual(PAUSE.least);
        expect(pause).toBeLessThanOrEqual(PAUSE.most);
      }
    }),
  );
});
