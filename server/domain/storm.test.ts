import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { isHeld, isTogether, presentStorm, STORM_RUNS, STORM_WINDOW_MAX, weigh } from './storm.ts';

const MINUTE = 60_000;
const NOW = NEW_YEAR + 20 * MINUTE;

const silent = (count: number, fields: Parameters<typeof aRecord>[0] = {}) =>
  Array.from({ length: count }, () => aRecord({ suspectedAt: NOW - MINUTE, ...fields }));
const census = (live: number, suspected: number) => ({ live, suspected });

describe('so many that are silent', () => {
  test('fell silent together from five on, when they are 55 of 100 live ones', () => {
    expect(isTogether(STORM_RUNS, STORM_RUNS)).toBe(true);
    expect(isTogether(STORM_RUNS - 1, STORM_RUNS - 1)).toBe(false);
    expect(isTogether(55, 100)).toBe(true);
    expect(isTogether(54, 100)).toBe(false);
    expect(isTogether(5, 9)).toBe(true);
    expect(isTogether(5, 10)).toBe(false);
  });

  test('are together the more, the more they are and the fewer are live', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, (dead, live) => {
        if (!isTogether(dead, live)) return;
        expect(isTogether(dead + 1, live)).toBe(true);
        expect(isTogether(dead, Math.max(0, live - 1))).toBe(true);
      }),
    );
  });
});

describe('the storm guard', () => {
  test('marks nobody’s storm: none are silent', () => {
    expect(weigh([], census(10, 10), null, NOW)).toEqual({ verdict: 'mark' });
  });

  test('holds for the smaller of stale-after and two minutes', () => {
    const until = NOW + STORM_WINDOW_MAX;
    const runs = silent(5);
    expect(weigh(runs, census(9, 5), null, NOW)).toEqual({ verdict: 'hold', until, runs });
    const hasty = [...silent(4), ...silent(1, { staleAfterSeconds: 30 })];
    expect(weigh(hasty, census(9, 5), null, NOW)).toMatchObject({ until: NOW + 30_000 });
  });

  test('counts the suspected with the silent, each once', () => {
    const one = silent(1);
    expect(weigh(one, census(9, 4), null, NOW).verdict).toBe('mark');
    expect(weigh(one, census(9, 5), null, NOW).verdict).toBe('hold');
    const unseen = silent(1, { suspectedAt: null });
    expect(weigh(unseen, census(9, 4), null, NOW).verdict).toBe('hold');
  });

  test('holds who comes late to a storm until its end, and lets the end come', () => {
    const storm = { startedAt: NOW - MINUTE, until: NOW + MINUTE };
    const runs = silent(1);
    expect(weigh(runs, census(90, 1), storm, NOW)).toEqual({
      verdict: 'hold',
      until: storm.until,
      runs,
    });
    expect(weigh(silent(5), census(5, 5), storm, storm.until - 1).verdict).toBe('hold');
    expect(weigh(silent(5), census(5, 5), storm, storm.until).verdict).toBe('mark');
  });

  test('does not hold the late comers of a storm that is over, however much later they come', () => {
    const storm = { startedAt: NOW - MINUTE, until: NOW };
    const late = silent(5, { lastHeartbeatAt: storm.startedAt });
    for (const now of [NOW, NOW + STORM_WINDOW_MAX, NOW + 600 * MINUTE]) {
      expect(weigh(late, census(5, 5), storm, now).verdict).toBe('mark');
    }
  });

  test('holds those who spoke after a storm had begun and fall silent together again, at once', () => {
    const storm = { startedAt: NOW - MINUTE, until: NOW };
    const [late, again] = [
      silent(2, { lastHeartbeatAt: storm.startedAt }),
      silent(5, { lastHeartbeatAt: storm.startedAt + 1 }),
    ];
    expect(weigh([...late, ...again], census(7, 7), storm, NOW)).toMatchObject({
      verdict: 'hold',
      runs: again,
    });
  });
});

test('a run was held in the silence it is in, until it speaks', () => {
  const held = aRecord({ heldAt: NOW });
  expect(isHeld(held, NOW)).toBe(true);
  expect(isHeld({ ...held, lastHeartbeatAt: NOW }, NOW)).toBe(true);
  expect(isHeld({ ...held, lastHeartbeatAt: NOW + 1 }, NOW + 1)).toBe(false);
  expect(isHeld(aRecord(), NOW)).toBe(false);
});

test('a storm is shown with its times as texts', () => {
  const storm = { id: 's', startedAt: NEW_YEAR, until: NOW, silent: 5, live: 9, runIds: ['a'] };
  expect(presentStorm(storm)).toEqual({
    ...storm,
    startedAt: '2026-01-01T00:00:00.000Z',
    until: '2026-01-01T00:20:00.000Z',
  });
});
