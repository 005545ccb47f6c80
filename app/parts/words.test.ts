import { describe, expect, test } from 'vitest';
import {
  briefly,
  counted,
  durationWords,
  elapsedClock,
  rateWords,
  shortClock,
  shortTime,
  tookWords,
} from './words.ts';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const D = 24 * H;

describe('durations', () => {
  test('in words take their two largest units', () => {
    expect(durationWords(10 * MIN + 3 * S + 999)).toBe('10 min 3 s');
    expect(durationWords(2 * H)).toBe('2 h');
    expect(durationWords(-5)).toBe('0 s');
  });

  test('that are over are told to the millisecond when they were short', () => {
    expect([-1, 0, 820, S, 10 * MIN + 3 * S].map(tookWords)).toEqual([
      '0 s',
      '0 s',
      '820 ms',
      '1 s',
      '10 min 3 s',
    ]);
  });

  test('in brief take one', () => {
    expect([59 * S, MIN, 59 * MIN, 3 * H + 59 * MIN, 49 * H].map(briefly)).toEqual([
      '59 s',
      '1 min',
      '59 min',
      '3 h',
      '2 d',
    ]);
  });

  test('as elapsed keep their width for a day', () => {
    expect([0, 4 * MIN + S, D - 1, 2 * D + 4 * H].map(elapsedClock)).toEqual([
      '00:00:00',
      '00:04:01',
      '23:59:59',
      '2 d 04:00:00',
    ]);
  });

  test('left round up, so that zero means over; passed are cut', () => {
    expect(shortClock(1)).toBe('00:01');
    expect(shortClock(0)).toBe('00:00');
    expect(shortClock(-1)).toBe('00:00');
    expect(shortClock(1999, 'down')).toBe('00:01');
    expect(shortClock(9 * MIN + 58 * S)).toBe('09:58');
    expect(shortClock(H + 9 * MIN + 58 * S)).toBe('1:09:58');
    expect(shortClock(2 * D + 23 * H + 5 * MIN)).toBe('2 d 23 h');
  });
});

test('counts carry their noun', () => {
  expect(counted(1, 'run')).toBe('1 run');
  expect(counted(1200, 'run')).toBe('1,200 runs');
  expect(counted(2, 'death', 'dead')).toBe('2 dead');
});

test('a rate is told in the unit that says most', () => {
  expect([null, 3.42, 120.4, 0.2, 0.005, Number.POSITIVE_INFINITY].map(rateWords)).toEqual([
    '–',
    '3.4/s',
    '120/s',
    '12/min',
    '18/h',
    '–',
  ]);
});

test('a moment is as short as its distance allows', () => {
  const now = new Date(2026, 5, 15, 12, 0, 0).getTime();
  expect(shortTime(new Date(2026, 5, 15, 3, 12, 9).getTime(), now)).toBe('03:12:09');
  expect(shortTime(new Date(2026, 5, 14, 23, 12, 9).getTime(), now)).toBe('14 Jun, 23:12');
  expect(shortTime(new Date(2024, 5, 14).getTime(), now)).toBe('14 Jun 2024');
  expect(shortTime(Number.NaN, now)).toBe('unknown time');
});
