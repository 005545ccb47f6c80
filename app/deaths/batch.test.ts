import { expect, test } from 'vitest';
import { createFakeClock } from '../../server/testing/fake-clock.ts';
import { createBatch } from './batch.ts';

function setup() {
  const clock = createFakeClock();
  const taken: string[][] = [];
  const batch = createBatch<string>({
    quietMs: 400,
    longestMs: 2000,
    after: clock.after,
    take: (items) => void taken.push(items),
  });
  return { clock, batch, taken };
}

test('what comes together is handed over together, once it is quiet', async () => {
  const { clock, batch, taken } = setup();
  batch.add('a');
  await clock.advance(399);
  batch.add('b');
  await clock.advance(399);
  expect(taken).toEqual([]);
  await clock.advance(1);
  expect(taken).toEqual([['a', 'b']]);
});

test('what never stops coming is handed over all the same', async () => {
  const { clock, batch, taken } = setup();
  for (let count = 0; count < 10; count += 1) {
    batch.add('x');
    await clock.advance(300);
  }
  expect(taken[0]).toHaveLength(7);
});

test('nothing is handed over twice, and nothing after the stop', async () => {
  const { clock, batch, taken } = setup();
  batch.add('a');
  batch.flush();
  batch.add('b');
  batch.stop();
  await clock.advance(10_000);
  expect(taken).toEqual([['a']]);
});
