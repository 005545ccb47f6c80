import { expect, test } from 'vitest';
import { askFor, filterWords, isFiltered, NO_FILTERS } from './filters.ts';
import { fromField, toField } from './local-time.ts';

const NOW = Date.UTC(2026, 0, 8, 12);
const from = new Date(Date.UTC(2026, 0, 1));
const to = new Date(Date.UTC(2026, 0, 2));

test('no filter asks for every run', () => {
  expect(askFor(NO_FILTERS, NOW)).toEqual({
    statuses: [],
    scraper: null,
    q: null,
    from: null,
    to: null,
  });
  expect(isFiltered(NO_FILTERS)).toBe(false);
});

test('a period counts back from the moment the list was asked for, and beats the dates', () => {
  const asked = askFor({ ...NO_FILTERS, last: '24h', from, to }, NOW);
  expect(asked.from).toBe('2026-01-07T12:00:00.000Z');
  expect(asked.to).toBeNull();
});

test('dates go to the API as they are, and blanks around words do not', () => {
  expect(askFor({ ...NO_FILTERS, from, to, q: ' bo ', scraper: ' ' }, NOW)).toMatchObject({
    q: 'bo',
    scraper: null,
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
  });
});

test('an empty list can say which filters made it empty', () => {
  const filters = { ...NO_FILTERS, status: ['FAILED', 'CANCELLED'] as const, q: 'bo', from };
  expect(filterWords(filters, (at) => at.toISOString().slice(0, 10))).toEqual([
    'failed or cancelled',
    'name or id begins with bo',
    'started from 2026-01-01',
  ]);
  expect(isFiltered(filters)).toBe(true);
});

test('a moment survives its way through a date field, to the minute', () => {
  const at = new Date(2026, 2, 9, 8, 5);
  expect(toField(at)).toBe('2026-03-09T08:05');
  expect(fromField(toField(at))).toEqual(at);
});

test.each(['', '2026-03', 'soon', '2026-13-40T99:99'])(
  'a field that holds %j holds no moment',
  (text) => {
    expect(fromField(text)).toBeNull();
  },
);
