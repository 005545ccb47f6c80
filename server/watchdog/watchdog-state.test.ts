import { describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import { presentSweep, type SweepOutcome, type SweepRecord } from '../domain/sweep.ts';
import { toIso } from '../domain/time.ts';
import { createGate } from '../testing/deadlines.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestWatchdog as setup } from '../testing/watchdog.ts';

const MINUTE = 60_000;

const locked = () => Promise.reject(new Problem('unavailable', 'The database is locked.'));

describe('the state of the watchdog', () => {
  test('before the first pass is healthy and says what is owed', async () => {
    const { world, watchdog } = setup();
    expect((await watchdog.state()).nextSweepAt).toBeNull();
    world.deadline = NEW_YEAR + 5000;
    await watchdog.start();
    expect(await watchdog.state()).toEqual({
      healthy: true,
      reason: null,
      cron: '*/2 * * * *',
      staleAfterSeconds: 600,
      running: 12,
      lastSweep: null,
      nextSweepAt: toIso(NEW_YEAR + 2 * MINUTE),
      nextDeadlineAt: toIso(NEW_YEAR + 5000),
      stuckAfterSeconds: 1800,
      hearingSince: null,
      deafSince: null,
      storm: null,
    });
  });

  test('says since when runs are heard without a gap, and which storm rages', async () => {
    const { world, watchdog } = setup();
    world.hearing = { since: NEW_YEAR, deaf: null, gaps: [] };
    world.storm = {
      id: 'storm',
      startedAt: toIso(NEW_YEAR),
      until: toIso(NEW_YEAR + MINUTE),
      silent: 6,
      live: 10,
      runIds: ['a'],
    };
    const { hearingSince, storm } = await watchdog.state();
    expect({ hearingSince, storm }).toEqual({ hearingSince: toIso(NEW_YEAR), storm: world.storm });
  });

  test('says since when no run can be heard, and is not healthy then', async () => {
    const { world, watchdog } = setup();
    world.hearing = { since: null, deaf: { from: NEW_YEAR - 4000, reason: 'database' }, gaps: [] };
    const { healthy, reason, hearingSince, deafSince } = await watchdog.state();
    expect({ healthy, hearingSince, deafSince }).toEqual({
      healthy: false,
      hearingSince: null,
      deafSince: toIso(NEW_YEAR - 4000),
    });
    expect(reason).toContain('No run can be heard since');
  });

  test('says that no run can be heard although the database cannot be read either', async () => {
    const { clock, world, watchdog, live } = setup();
    await watchdog.start();
    world.running = locked;
    await expect(watchdog.state()).rejects.toMatchObject({ code: 'unavailable' });
    world.hearing = { since: null, deaf: { from: NEW_YEAR - 4000, reason: 'database' }, gaps: [] };
    const deaf = { healthy: false, deafSince: toIso(NEW_YEAR - 4000), running: 12 };
    expect(await watchdog.state()).toMatchObject(deaf);
    watchdog.changed();
    await expect.poll(() => live.told).toMatchObject([{ what: 'watchdogChanged', state: deaf }]);
    // Or does not answer at all.
    world.running = () => new Promise(() => {});
    const asked = watchdog.state();
    await clock.advance(1000);
    expect(await asked).toMatchObject(deaf);
    world.running = async () => 7;
    expect(await watchdog.state()).toMatchObject({ ...deaf, running: 7 });
  });

  test('names the newest recorded sweep, whoever started it', async () => {
    const { world, watchdog } = setup();
    const sweep: SweepRecord = {
      id: 's2',
      trigger: 'manual',
      actor: 'ann',
      startedAt: NEW_YEAR,
      durationMs: 4,
      examined: 2,
      marked: 1,
      spared: 1,
      error: null,
    };
    world.sweeps = [sweep, { ...sweep, id: 's1' }];
    expect((await watchdog.state()).lastSweep).toEqual(presentSweep(sweep));
  });

  test('owes a firing until its pass ends, and falls ill a minute after it', async () => {
    const { clock, world, watchdog, fire } = setup();
    const gate = createGate<SweepOutcome>();
    world.sweep = () => gate.opened;
    await watchdog.start();
    await clock.advance(2 * MINUTE);
    const pass = fire();
    await clock.advance(MINUTE);
    expect(await watchdog.state()).toMatchObject({
      healthy: true,
      nextSweepAt: toIso(NEW_YEAR + 2 * MINUTE),
    });
    await clock.advance(1);
    expect(await watchdog.state()).toMatchObject({
      healthy: false,
      reason: expect.stringContaining('due at 2026-01-01T00:02:00.000Z has not happened'),
      nextSweepAt: toIso(NEW_YEAR + 2 * MINUTE),
    });
    gate.open({ now: clock.now(), sweep: null, marked: [], spared: [] });
    await pass;
    expect(await watchdog.state()).toMatchObject({
      healthy: true,
      nextSweepAt: toIso(NEW_YEAR + 4 * MINUTE),
    });
  });

  test('still owes the firing whose pass is under way, and not what a deadline pass did', async () => {
    const { clock, world, watchdog, fire } = setup();
    world.deadline = NEW_YEAR + 2.25 * MINUTE;
    await watchdog.start();
    await clock.advance(2.5 * MINUTE);
    expect((await watchdog.state()).nextSweepAt).toBe(toIso(NEW_YEAR + 2 * MINUTE));
    const normal = world.sweep;
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    world.sweep = () => gate.then(normal);
    const pass = fire();
    await clock.advance(0);
    expect((await watchdog.state()).nextSweepAt).toBe(toIso(NEW_YEAR + 2 * MINUTE));
    finish();
    await pass;
    expect((await watchdog.state()).nextSweepAt).toBe(toIso(NEW_YEAR + 4 * MINUTE));
  });

  test('is ill after two failed passes in a row, of any kind, until one succeeds', async () => {
    const { clock, world, watchdog, fire, triggers } = setup();
    world.deadline = NEW_YEAR + 1000;
    const works = world.sweep;
    world.sweep = locked;
    await watchdog.start();
    await clock.advance(1000);
    expect((await watchdog.state()).healthy).toBe(true);
    await fire();
    expect(triggers()).toEqual(['deadline', 'watchdog']);
    expect(await watchdog.state()).toMatchObject({
      healthy: false,
      reason: expect.stringContaining('The database is locked.'),
    });
    world.sweep = works;
    await clock.advance(2000);
    expect(triggers()).toEqual(['deadline', 'watchdog', 'deadline']);
    expect((await watchdog.state()).healthy).toBe(true);
  });

  test('does not show what an unknown error says', async () => {
    const { world, watchdog, fire } = setup();
    world.sweep = () => Promise.reject(new Error('secret detail'));
    await watchdog.start();
    await fire();
    await fire();
    const { healthy, reason } = await watchdog.state();
    expect(healthy).toBe(false);
    expect(reason).not.toContain('secret');
  });

  test('moves the owed firing on after a failed pass too', async () => {
    const { clock, world, watchdog, fire } = setup();
    world.sweep = locked;
    await watchdog.start();
    await clock.advance(2 * MINUTE);
    await fire();
    expect((await watchdog.state()).nextSweepAt).toBe(toIso(NEW_YEAR + 4 * MINUTE));
  });
});
