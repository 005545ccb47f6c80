import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSystemClock, LAG_WAITED_FOR } from './system-clock.ts';
import { NEW_YEAR } from './testing/fake-clock.ts';

const HOUR = 3_600_000;

/** A clock on a host whose clocks a test moves. */
function setup() {
  let [wall, steady] = [NEW_YEAR, 5000.25];
  const clock = createSystemClock({
    wall: () => Math.floor(wall),
    steady: () => steady,
    after: () => () => {},
  });
  return {
    clock,
    wall: () => Math.floor(wall),
    pass(ms: number) {
      wall += ms;
      steady += ms;
    },
    /** Moves the wall clock alone: by a leap, or as a time server does. */
    set(by: number) {
      wall += by;
    },
  };
}

/** Time passes by fractions of a millisecond; the wall is corrected a little, or leaps. */
const step = fc.record({
  pass: fc.double({ min: 0, max: 5000, noNaN: true }),
  set: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: -200, max: 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }) },
  ),
});

/** Calls `look` after each step with what had been read before it. */
function walk(
  steps: readonly { pass: number; set: number }[],
  look: (now: number, before: number, elapsed: number, wall: number) => void,
): void {
  const { clock, wall, pass, set } = setup();
  let before = clock.now();
  for (const { pass: ms, set: by } of steps) {
    pass(ms);
    set(by);
    const now = clock.now();
    look(now, before, ms, wall());
    before = now;
  }
}

describe('the time of a process', () => {
  test('is that of the wall clock while nobody sets it, to the millisecond', () => {
    fc.assert(
      fc.property(fc.array(step.map(({ pass }) => ({ pass, set: 0 }))), (steps) =>
        walk(steps, (now, _before, _elapsed, wall) => expect(now).toBe(wall)),
      ),
    );
  });

  test('never goes back, is never behind the wall clock, and is a whole number', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) =>
        walk(steps, (now, before, _elapsed, wall) => {
          expect(now).toBeGreaterThanOrEqual(before);
          expect(now).toBeGreaterThanOrEqual(wall);
          expect(Number.isInteger(now)).toBe(true);
        }),
      ),
    );
  });

  test('never stands still: it goes at least half as fast as the steady clock', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) =>
        walk(steps, (now, before, elapsed) =>
          expect(now - before).toBeGreaterThan(elapsed / 2 - 1.001),
        ),
      ),
    );
  });

  test('goes as fast as the steady clock while the wall is far behind, and never faster', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) =>
        walk(steps, (now, before, elapsed, wall) => {
          if (now > wall) expect(now - before).toBeLessThan(elapsed + 1.001);
          if (now - wall > LAG_WAITED_FOR + 1) {
            expect(now - before).toBeGreaterThan(elapsed - 1.001);
          }
        }),
      ),
    );
  });

  test('goes on when the clock is set back an hour, and follows it again when it has caught up', () => {
    const { clock, wall, pass, set } = setup();
    clock.now();
    set(-HOUR);
    pass(600_000);
    expect(clock.now()).toBe(NEW_YEAR + 600_000);
    set(HOUR);
    pass(1000);
    expect(clock.now()).toBe(wall());
  });

  test('leaps with a clock that is set forward, and goes on from there when that is undone', () => {
    const { clock, pass, set } = setup();
    clock.now();
    set(HOUR);
    pass(1000);
    expect(clock.now()).toBe(NEW_YEAR + HOUR + 1000);
    set(-HOUR);
    pass(1000);
    expect(clock.now()).toBe(NEW_YEAR + HOUR + 2000);
  });

  test('waits for a small correction at half speed, and is at one with the wall after it', () => {
    const { clock, wall, pass, set } = setup();
    clock.now();
    set(-300);
    pass(200);
    expect(clock.now()).toBe(NEW_YEAR + 100);
    pass(500);
    expect(clock.now()).toBe(wall());
  });
});

test('the system’s clock tells the time of the host, and its timers fire', async () => {
  const clock = createSystemClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
  const before = clock.steady();
  await new Promise<void>((fire) => clock.after(1, fire));
  expect(clock.steady()).toBeGreaterThan(before);
  clock.after(0, () => expect.unreachable())();
});
