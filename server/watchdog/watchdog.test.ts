import { describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import { UNBROKEN } from '../domain/hearing.ts';
import type { SweepOutcome } from '../domain/sweep.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { createRecordingLive } from '../testing/recording-live.ts';
import { openTestWatchdog as setup } from '../testing/watchdog.ts';
import type { Schedule } from './schedule.ts';
import { createWatchdog } from './watchdog.ts';

const MINUTE = 60_000;

const locked = () => Promise.reject(new Problem('unavailable', 'The database is locked.'));

const unavailable = {
  log: createRecordingLog(),
  sweeper: { sweep: locked },
  store: { nextDeadline: locked, sweeps: locked },
  runs: { countRunning: locked },
  suspicion: { start: locked, look: locked, nextSuspectAt: locked },
  ear: { hearing: () => UNBROKEN },
  storms: { current: locked },
  live: createRecordingLive(),
  staleAfterSeconds: 600,
  stuckAfterSeconds: 1800,
};

describe('the watchdog', () => {
  test('starts a sweep when the cron fires, and at a deadline', async () => {
    const { clock, world, watchdog, fire, triggers } = setup();
    world.deadline = NEW_YEAR + 5000;
    await watchdog.start();
    await clock.advance(5000);
    await fire();
    expect(world.asked).toEqual([{ trigger: 'deadline' }, { trigger: 'watchdog' }]);
    watchdog.notice(clock.now() + 70);
    await clock.advance(70);
    expect(triggers()).toEqual(['deadline', 'watchdog', 'deadline']);
  });

  test('arms the timer anew after a pass of the cron', async () => {
    const { clock, world, watchdog, fire, triggers } = setup();
    await watchdog.start();
    // Another program wrote this one: nobody told the timer.
    world.deadline = NEW_YEAR + 3 * MINUTE;
    await clock.advance(2 * MINUTE);
    await fire();
    await clock.advance(MINUTE);
    expect(triggers()).toEqual(['watchdog', 'deadline']);
  });

  test('looks at whom to suspect when that is due, and when it is told of an earlier time', async () => {
    const { clock, world, watchdog } = setup();
    world.suspectAt = NEW_YEAR + 9000;
    await watchdog.start();
    watchdog.suspects.notice(NEW_YEAR + 4000);
    await clock.advance(20_000);
    expect(world.looks).toEqual([NEW_YEAR + 4000, NEW_YEAR + 9000]);
    expect(world.asked).toEqual([]);
  });

  test('looks again a second after a look that failed, and is as healthy as before', async () => {
    const { clock, world, watchdog } = setup();
    const works = world.look;
    world.suspectAt = NEW_YEAR + 4000;
    world.look = () => Promise.reject(new Error('unknown'));
    await watchdog.start();
    await clock.advance(4000);
    world.look = works;
    await clock.advance(2000);
    expect(world.looks).toEqual([NEW_YEAR + 4000, NEW_YEAR + 5000]);
    expect((await watchdog.state()).healthy).toBe(true);
  });

  test('starts once, however often it is told to', async () => {
    const { watchdog, fire, triggers } = setup();
    await Promise.all([watchdog.start(), watchdog.start()]);
    await fire();
    expect(triggers()).toEqual(['watchdog']);
  });

  test('tolerates a stop without a start, and twice', async () => {
    const { watchdog, scheduled } = setup();
    await watchdog.stop();
    await watchdog.start();
    await watchdog.stop();
    await watchdog.stop();
    expect(scheduled()).toBe(false);
  });

  test('stops scheduling at once, then waits for the passes under way', async () => {
    const { clock, world, watchdog, fire, triggers, scheduled } = setup();
    world.deadline = NEW_YEAR + 1000;
    const open: ((outcome: SweepOutcome) => void)[] = [];
    world.sweep = () =>
      new Promise((resolve) => {
        open.push(resolve);
      });
    await watchdog.start();
    await clock.advance(1000);
    const cron = fire();
    let stopped = false;
    const stop = watchdog.stop().then(() => {
      stopped = true;
    });
    await clock.advance(0);
    expect([scheduled(), stopped]).toEqual([false, false]);
    const outcome = { now: clock.now(), sweep: null, marked: [], spared: [] };
    open[0]?.(outcome);
    await clock.advance(0);
    expect(stopped).toBe(false);
    open[1]?.(outcome);
    await Promise.all([cron, stop]);
    await clock.advance(60 * MINUTE);
    expect(triggers()).toEqual(['deadline', 'watchdog']);
    expect(clock.pending()).toEqual([]);
  });

  test('whose schedule cannot start has started nothing', async () => {
    const clock = createFakeClock();
    const schedule: Schedule = {
      start: () => {
        throw new Error('no timers left');
      },
      stop: () => {},
      next: () => null,
    };
    const watchdog = createWatchdog({ ...unavailable, clock, cron: '* * * * *', schedule });
    await expect(watchdog.start()).rejects.toThrow('no timers left');
    expect(clock.pending()).toEqual([]);
  });

  test('refuses a cron expression that is none', () => {
    const clock = createFakeClock();
    const parts = { ...unavailable, clock };
    expect(() => createWatchdog({ ...parts, cron: 'now and then' })).toThrow('"now and then"');
  });
});
