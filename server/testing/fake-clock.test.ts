import { expect, test } from 'vitest';
import { createFakeClock, NEW_YEAR } from './fake-clock.ts';

const HOUR = 3_600_000;

function setup() {
  const clock = createFakeClock();
  const fired: number[] = [];
  clock.after(1000, () => fired.push(clock.now() - NEW_YEAR));
  return { clock, fired };
}

test('a fake clock that leaps leaves its timers where they were', async () => {
  const { clock, fired } = setup();
  clock.jump(NEW_YEAR + HOUR);
  expect(clock.pending()).toEqual([NEW_YEAR + HOUR + 1000]);
  await clock.advance(999);
  expect(fired).toEqual([]);
  await clock.advance(1);
  expect(fired).toEqual([HOUR + 1000]);
});

test('a fake clock that was blocked fires late what was due meanwhile', async () => {
  const { clock, fired } = setup();
  clock.block(5000);
  expect(fired).toEqual([]);
  await clock.advance(0);
  expect(fired).toEqual([5000]);
  expect([clock.now() - NEW_YEAR, clock.steady()]).toEqual([5000, 5000]);
});
