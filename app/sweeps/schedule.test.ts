import { expect, test } from 'vitest';
import { scheduleInWords } from './schedule.ts';

test.each([
  ['*/2 * * * *', 'every 2 minutes'],
  ['* * * * *', 'every minute'],
  ['*/1 * * * *', 'every minute'],
  ['5 * * * *', 'every hour, at 05 past'],
  ['30 4 * * *', 'every day at 04:30'],
  ['15 */6 * * *', 'every 6 hours, at 15 past'],
  ['*/10 * * * * *', 'every 10 seconds'],
  ['* * * * * *', 'every second'],
  ['0 */5 * * * *', 'every 5 minutes'],
  ['  */2   * * * * ', 'every 2 minutes'],
])('%s is said as %s', (cron, words) => {
  expect(scheduleInWords(cron)).toBe(words);
});

test.each(['*/7 * * * *', '0 9-17 * * 1-5', '0,30 * * * *', '0 0 1 * *', '@hourly', ''])(
  '%s has no words that are true, so it is left to the expression',
  (cron) => {
    expect(scheduleInWords(cron)).toBeNull();
  },
);
