import { describe, expect, test } from 'vitest';
import { createFakeClock, NEW_YEAR } from '../../server/testing/fake-clock.ts';
import { createTicker } from './ticker.ts';

function setup(start = NEW_YEAR + 300) {
  const clock = createFakeClock(start);
  const ticker = createTicker({ now: clock.now, after: clock.after });
  const seen: number[] = [];
  return { clock, ticker, seen, look: () => void seen.push((ticker.current() - NEW_YEAR) / 1000) };
}

describe('the ticker', () => {
  test('ticks at whole seconds, once each', async () => {
    const { clock, ticker, seen, look } = setup();
    ticker.subscribe(look);
    await clock.advance(3000);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test('tells everybody the same time with one timer', async () => {
    const { clock, ticker, look } = setup();
    ticker.subscribe(look);
    ticker.subscribe(() => {});
    expect(clock.pending()).toHaveLength(1);
  });

  test('rests while nobody listens', async () => {
    const { clock, ticker, look, seen } = setup();
    const stop = ticker.subscribe(look);
    stop();
    expect(clock.pending()).toEqual([]);
    const before = seen.length;
    await clock.advance(5000);
    expect(seen).toHaveLength(before);
    expect(ticker.current()).toBe(NEW_YEAR + 5000);
  });

  test('is right at once when the time has jumped', () => {
    const { clock, ticker, look, seen } = setup();
    ticker.subscribe(look);
    clock.jump(NEW_YEAR + 90_000);
    ticker.nudge();
    expect(seen.at(-1)).toBe(90);
    expect(clock.pending()).toHaveLength(1);
  });
});
