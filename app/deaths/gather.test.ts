import { expect, test } from 'vitest';
import { createFakeClock } from '../../server/testing/fake-clock.ts';
import { createGathering } from './gather.ts';

function setup() {
  const clock = createFakeClock(0);
  const told: number[][] = [];
  const gathering = createGathering<number>({
    after: clock.after,
    take: (items) => void told.push(items),
  });
  return { clock, told, gathering };
}

test('what one sweep marked is one piece of news, however slowly it is told', async () => {
  const { clock, told, gathering } = setup();
  for (let n = 0; n < 200; n += 1) {
    gathering.add(n, 'sweep');
    await clock.advance(20);
  }
  expect(told).toEqual([]);
  gathering.swept('sweep');
  expect(told.map((items) => items.length)).toEqual([200]);
  await clock.advance(60_000);
  expect(told).toHaveLength(1);
});

test('two sweeps, and what failed by its own word, are told apart', async () => {
  const { clock, told, gathering } = setup();
  gathering.add(1, 'a');
  gathering.add(2, 'b');
  gathering.add(3, null);
  gathering.swept('a');
  gathering.swept('b');
  await clock.advance(400);
  expect(told).toEqual([[1], [2], [3]]);
});

test('a sweep that never says that it has ended is told of all the same', async () => {
  const { clock, told, gathering } = setup();
  gathering.add(1, 'a');
  gathering.swept('another');
  await clock.advance(2999);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([[1]]);
});

test('nothing is told any more once it has been stopped', async () => {
  const { clock, told, gathering } = setup();
  gathering.add(1, 'a');
  gathering.add(2, null);
  gathering.stop();
  await clock.advance(60_000);
  expect(told).toEqual([]);
});
