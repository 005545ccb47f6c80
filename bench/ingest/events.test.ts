import { expect, test } from 'vitest';
import { bodyFrom, eventAt, linesAmong } from './events.ts';

test('the lines among the first events are as many as those events hold', () => {
  let lines = 0;
  for (let seq = 0; seq < 35; seq += 1) {
    expect(linesAmong(seq)).toBe(lines);
    if (eventAt(seq).type === 'log') lines += 1;
  }
  expect(lines).toBeGreaterThan(5);
});

test('one event is sent bare, several as an array, each with its own seq', () => {
  expect(JSON.parse(bodyFrom(7, 1))).toEqual(eventAt(7));
  expect(JSON.parse(bodyFrom(7, 3))).toEqual([eventAt(7), eventAt(8), eventAt(9)]);
});

test('of the events some change the phase, and it is another one each time', () => {
  const phases = Array.from({ length: 40 }, (_, seq) => eventAt(seq)).filter(
    ({ type }) => type === 'phase',
  );
  expect(phases).toHaveLength(4);
  expect(new Set(phases.map((event) => JSON.stringify(event))).size).toBe(4);
});
