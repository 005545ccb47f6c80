import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSystemClock, LAG_WAITED_FOR } from './system-clock.ts';
import { NEW_YEAR } from './testing/fake-clock.ts';

const HOUR = 3_600_000;
/** How far the host's clock is ahead of the other at first. */
const SKEW = 90_000;

/** A clock that follows another, on a host whose clocks a test moves. */
function setup({ skew = SKEW, follows = true } = {}) {
  let [wall, steady, other] = [NEW_YEAR + skew, 5000.25, NEW_YEAR];
  let lost = 0;
  const clock = createSystemClock({
    wall: () => Math.floor(wall),
    steady: () => steady,
    after: () => () => {},
  });
  const see = () =>
    clock.follow({ now: other, steady }, () => {
      lost += 1;
    });
  if (follows) see();
  return {
    clock,
    see,
    lost: () => lost,
    other: () => other,
    pass(ms: number) {
      [wall, steady, other] = [wall + ms, steady + ms, other + ms];
    },
    /** The host sleeps: its steady clock stands still. */
    sleep(ms: number) {
      [wall, other] = [wall + ms, other + ms];
    },
    setWall(by: number) {
      wall += by;
    },
    setOther(by: number) {
      other += by;
    },
  };
}

describe('a clock that follows another', () => {
  test.each([SKEW, -SKEW])(
    'shows its time from then on, though the host’s is %i ms ahead',
    (skew) => {
      const { clock, see, pass, other } = setup({ skew, follows: false });
      expect(clock.now()).toBe(NEW_YEAR + skew);
      expect(see()).toBe(skew);
      expect(clock.now()).toBe(NEW_YEAR);
      pass(HOUR);
      expect(clock.now()).toBe(other());
    },
  );

  test.each([HOUR, -HOUR])(
    'is not moved by the host’s clock that is set by %i ms, and asks to look again',
    (by) => {
      const { clock, pass, other, setWall, lost } = setup();
      pass(1000);
      setWall(by);
      expect(clock.now()).toBe(other());
      pass(1000);
      expect(clock.now()).toBe(other());
      expect(lost()).toBe(1);
    },
  );

  test('is behind after its host slept until it has looked again, for which it asks at once', () => {
    const { clock, see, pass, sleep, other, lost } = setup();
    pass(1000);
    sleep(HOUR);
    expect(clock.now()).toBe(NEW_YEAR + 1000);
    expect(lost()).toBe(1);
    see();
    expect(clock.now()).toBe(other());
  });

  test('asks nothing where the host’s clock is corrected a little', () => {
    const { clock, setWall, lost } = setup();
    setWall(LAG_WAITED_FOR);
    clock.now();
    expect(lost()).toBe(0);
  });

  test('waits at half speed where the other one was set back, and is at one with it in the end', () => {
    const { clock, see, pass, other, setOther } = setup();
    clock.now();
    setOther(-10_000);
    see();
    pass(1000);
    expect(clock.now()).toBe(NEW_YEAR + 500);
    pass(19_000);
    expect(clock.now()).toBe(other());
  });

  test('never goes back, never stands still, and is never behind what was seen', () => {
    const step = fc.record({
      pass: fc.double({ min: 0, max: 5000, noNaN: true }),
      wall: fc.constantFrom(0, 0, HOUR, -HOUR),
      other: fc.constantFrom(0, 0, 3, -3, 5000, -5000),
      sees: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { clock, see, pass, setWall, setOther, other } = setup();
        let before = clock.now();
        for (const { pass: ms, wall, other: by, sees } of steps) {
          pass(ms);
          setWall(wall);
          setOther(by);
          if (sees) see();
          const now = clock.now();
          expect(now - before).toBeGreaterThan(ms / 2 - 1.001);
          if (sees) expect(now).toBeGreaterThan(other() - 1.001);
          before = now;
        }
      }),
    );
  });
});
