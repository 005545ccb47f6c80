import { describe, expect, test } from 'vitest';
import { toIso } from '../domain/time.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestWatchdog as setup } from '../testing/watchdog.ts';
import { MAKE_UP_AFTER, OWED_LOOK_INTERVAL } from './owed-firing.ts';

const MINUTE = 60_000;
const DUE = NEW_YEAR + 2 * MINUTE;

describe('a firing that the cron owes', () => {
  test('is made up when it is more than half a minute late, once, and the cron starts anew', async () => {
    const { clock, log, watchdog, triggers, starts } = setup();
    await watchdog.start();
    await clock.advance(2 * MINUTE + MAKE_UP_AFTER);
    expect(triggers()).toEqual([]);
    await clock.advance(OWED_LOOK_INTERVAL);
    expect(triggers()).toEqual(['watchdog']);
    expect(starts()).toBe(2);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { due: toIso(DUE) } }]);
    expect(await watchdog.state()).toMatchObject({
      healthy: true,
      nextSweepAt: toIso(NEW_YEAR + 4 * MINUTE),
    });
    await clock.advance(NEW_YEAR + 4 * MINUTE - clock.now());
    expect(triggers()).toEqual(['watchdog']);
  });

  test('is made up each time while the cron stays silent, and the watchdog stays healthy', async () => {
    const { clock, watchdog, triggers } = setup();
    await watchdog.start();
    for (let second = 0; second < 3600; second += 10) {
      await clock.advance(10_000);
      expect((await watchdog.state()).healthy).toBe(true);
    }
    expect(triggers()).toHaveLength(29);
  });

  test('is made up soon after the clock has leapt over it', async () => {
    const { clock, watchdog, triggers } = setup();
    await watchdog.start();
    clock.jump(clock.now() + 60 * MINUTE);
    expect((await watchdog.state()).healthy).toBe(false);
    await clock.advance(OWED_LOOK_INTERVAL);
    expect(triggers()).toEqual(['watchdog']);
    expect((await watchdog.state()).healthy).toBe(true);
  });

  test('is not made up while its pass is under way, nor does the cron begin a second', async () => {
    const { clock, world, watchdog, fire, triggers, starts } = setup();
    world.sweep = () => new Promise(() => {});
    await watchdog.start();
    await clock.advance(2 * MINUTE);
    void fire();
    await clock.advance(10 * MINUTE);
    void fire();
    expect(triggers()).toEqual(['watchdog']);
    expect(starts()).toBe(1);
  });
});
