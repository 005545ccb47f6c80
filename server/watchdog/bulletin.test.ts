import { describe, expect, test } from 'vitest';
import { Problem } from '../domain/errors.ts';
import type { WatchdogState } from '../domain/watchdog.ts';
import { createGate } from '../testing/deadlines.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openTestWatchdog } from '../testing/watchdog.ts';
import { createBulletin } from './bulletin.ts';

/** A bulletin of states that a test hands out. */
function setup() {
  const log = createRecordingLog();
  const told: WatchdogState[] = [];
  const reads: ReturnType<typeof createGate<WatchdogState>>[] = [];
  const bulletin = createBulletin({
    live: { watchdogChanged: (state) => void told.push(state) },
    log,
    state() {
      const gate = createGate<WatchdogState>();
      reads.push(gate);
      return gate.opened;
    },
  });
  return { log, told, reads, bulletin };
}

const aState = (running: number) => ({ running }) as WatchdogState;

describe('the bulletin of the watchdog', () => {
  test('tells the state as it is read, and what changed meanwhile once more', async () => {
    const { told, reads, bulletin } = setup();
    bulletin.changed();
    bulletin.changed();
    bulletin.changed();
    expect(reads).toHaveLength(1);
    reads[0]?.open(aState(1));
    await Promise.resolve();
    await expect.poll(() => reads.length).toBe(2);
    reads[1]?.open(aState(2));
    await bulletin.said();
    expect(told).toEqual([aState(1), aState(2)]);
  });

  test('goes on after a state that could not be read, and logs what nobody expected', async () => {
    const log = createRecordingLog();
    const failures = [new Problem('unavailable', 'locked'), new Error('odd')];
    const told: WatchdogState[] = [];
    const bulletin = createBulletin({
      live: { watchdogChanged: (state) => void told.push(state) },
      log,
      async state() {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        return aState(3);
      },
    });
    for (let change = 0; change < 3; change += 1) {
      bulletin.changed();
      await bulletin.said();
    }
    expect(log.lines).toHaveLength(1);
    expect(told).toEqual([aState(3)]);
  });

  test('says nothing before the watchdog starts and after it stops', async () => {
    const { watchdog, live, clock } = openTestWatchdog();
    watchdog.changed();
    await watchdog.start();
    watchdog.changed();
    await watchdog.stop();
    watchdog.changed();
    await clock.advance(0);
    expect(live.told).toMatchObject([{ what: 'watchdogChanged', state: { running: 12 } }]);
  });
});
