import { describe, expect, test } from 'vitest';
import { aRun } from '../testing/sockets.ts';
import { createRunBroadcaster } from './run-broadcaster.ts';

describe('a broadcaster', () => {
  test('tells what has changed since it last told', () => {
    const broadcaster = createRunBroadcaster(aRun({ rev: 0 }));
    expect(broadcaster.publish(aRun({ rev: 1, phase: 'list' }))).toMatchObject({ phase: 'list' });
    const patch = broadcaster.publish(aRun({ rev: 2, phase: 'detail' }));
    expect(patch).toEqual({ id: aRun().id, rev: 2, phase: 'detail' });
  });

  test('tells everything when it never told anything', () => {
    const run = aRun({ rev: 7, phase: 'list' });
    expect(createRunBroadcaster(null).publish(run)).toEqual(run);
  });

  test('tells everything after a rev that was never told', () => {
    const broadcaster = createRunBroadcaster(aRun({ rev: 1 }));
    const run = aRun({ rev: 3 });
    expect(broadcaster.publish(run)).toEqual(run);
  });

  test('refuses a lower rev than it told', () => {
    const broadcaster = createRunBroadcaster(aRun({ rev: 2 }));
    expect(broadcaster.publish(aRun({ rev: 1, phase: 'list' }))).toBeNull();
    expect(broadcaster.lastTold()).toEqual(aRun({ rev: 2 }));
  });

  test('refuses a lower rev than a subscriber has seen', () => {
    const broadcaster = createRunBroadcaster(null);
    broadcaster.seen(5);
    expect(broadcaster.publish(aRun({ rev: 4 }))).toBeNull();
    expect(broadcaster.publish(aRun({ rev: 5 }))).toEqual(aRun({ rev: 5 }));
  });

  test('says nothing when nothing is new', () => {
    const broadcaster = createRunBroadcaster(aRun({ rev: 2 }));
    expect(broadcaster.publish(aRun({ rev: 2 }))).toBeNull();
  });

  test('closes with its last word and never speaks again', () => {
    const broadcaster = createRunBroadcaster(aRun({ rev: 1 }));
    expect(broadcaster.close(aRun({ rev: 2, status: 'COMPLETED' }))).toMatchObject({
      rev: 2,
      status: 'COMPLETED',
    });
    expect(broadcaster.publish(aRun({ rev: 3, phase: 'list' }))).toBeNull();
    expect(broadcaster.close(aRun({ rev: 4, status: 'FAILED' }))).toBeNull();
  });
});
