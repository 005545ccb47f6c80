import { expect, test } from 'vitest';
import type { RunEvent } from './report.ts';
import { weightOf } from './weight.ts';

const LONG = 'x'.repeat(5000);

test.each<[string, RunEvent]>([
  ['a line', { type: 'log', level: 'info', message: LONG }],
  ['a message with the counts', { type: 'progress', done: 1, message: LONG }],
  ['an error’s message', { type: 'error', errorType: 'http', message: LONG }],
  ['an error’s address', { type: 'error', errorType: 'http', message: '', url: LONG }],
  ['an error’s detail', { type: 'error', errorType: 'http', message: '', detail: [LONG] }],
  ['a last word', { type: 'finish', outcome: 'completed', message: LONG }],
])('%s counts', (_what, event) => {
  expect(weightOf([event])).toBeGreaterThan(5000);
  expect(weightOf([event])).toBeLessThan(5200);
});

test('a thousand events weigh as each of them', () => {
  const beat: RunEvent = { type: 'heartbeat' };
  expect(weightOf([beat])).toBeGreaterThan(0);
  expect(weightOf(Array.from({ length: 1000 }, () => beat))).toBe(1000 * weightOf([beat]));
});
