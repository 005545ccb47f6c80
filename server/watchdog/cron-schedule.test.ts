import { getTasks } from 'node-cron';
import { describe, expect, test } from 'vitest';
import { createRecordingLog } from '../testing/quiet.ts';
import { createCronSchedule, isCronExpression } from './cron-schedule.ts';

function setup(expression = '* * * * * *') {
  const log = createRecordingLog();
  return { log, schedule: createCronSchedule({ expression, log }) };
}

describe('the cron schedule', () => {
  test('really fires, and knows the next firing before and after', async () => {
    const { schedule } = setup();
    expect(schedule.next(Date.now())).toBeNull();
    const owed = await new Promise<number | null>((resolve) => {
      let first: number | null = null;
      schedule.start(async () => resolve(first));
      first = schedule.next(Date.now());
    });
    // Either the second that fired, or the one before it when the start fell on its edge.
    expect(owed! % 1000).toBe(0);
    const firedAt = Date.now();
    const next = schedule.next(Date.now());
    schedule.stop();
    // A start in the last moments of a second fires in the next one, before the one that it names.
    expect(next).toBeGreaterThanOrEqual(owed!);
    expect(next).toBeGreaterThan(firedAt - 1);
  });

  test('leaves out a firing while the last one is pending', async () => {
    const { schedule, log } = setup();
    let fired = 0;
    const skipped = new Promise<void>((resolve) => {
      const warn = log.warn;
      log.warn = (message, fields) => {
        warn(message, fields);
        resolve();
      };
    });
    schedule.start(() => {
      fired += 1;
      return new Promise(() => {});
    });
    await skipped;
    schedule.stop();
    expect(fired).toBe(1);
    expect(log.lines[0]?.message).toContain('overlap');
  });

  test('stops for good, twice, never started, and leaves nothing behind in node-cron', () => {
    const { schedule } = setup();
    schedule.stop();
    schedule.start(async () => {});
    schedule.start(async () => {});
    expect(getTasks().size).toBe(1);
    schedule.stop();
    schedule.stop();
    expect(getTasks().size).toBe(0);
    expect(schedule.next(Date.now())).toBeNull();
  });

  test('knows the next firing of the default: the next even minute', () => {
    const { schedule } = setup('*/2 * * * *');
    schedule.start(async () => {});
    const next = schedule.next(Date.now());
    schedule.stop();
    expect(next! % 120_000).toBe(0);
    expect(next! - Date.now()).toBeLessThanOrEqual(120_000);
  });

  test('tells the next firing by our clock where that is ahead of the host’s', () => {
    const wall = Date.now();
    const schedule = createCronSchedule({
      expression: '*/2 * * * *',
      log: createRecordingLog(),
      wall: () => wall,
    });
    schedule.start(async () => {});
    const [same, near, ahead] = [0, 999, 3_600_000].map((by) => schedule.next(wall + by) ?? 0);
    schedule.stop();
    expect(near).toBe(same);
    expect(ahead).toBe((same ?? 0) + 3_600_000);
  });

  test.each(['', 'soon', '61 * * * *', '0 0 30 2 *', '* * * * * * *'])(
    'is refused for "%s", which is no cron expression',
    (expression) => {
      expect(isCronExpression(expression)).toBe(false);
      expect(() => setup(expression)).toThrow(`"${expression}" is not a cron expression: `);
    },
  );
});
