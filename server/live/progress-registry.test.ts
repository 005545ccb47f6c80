import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { aRun } from '../testing/sockets.ts';
import { CLOSED_KEPT_FOR, createProgressRegistry } from './progress-registry.ts';

function setup() {
  const clock = createFakeClock();
  return { clock, registry: createProgressRegistry({ clock }) };
}

const id = (n: number) => `01970000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('the registry', () => {
  test('holds one channel a live run, and none of an ended one', () => {
    const { registry } = setup();
    registry.open(aRun({ id: id(1) }));
    registry.publish(aRun({ id: id(2) }));
    registry.meet(aRun({ id: id(3) }));
    registry.meet(aRun({ id: id(3) }));
    expect(registry.size()).toBe(3);
    registry.close(aRun({ id: id(1), rev: 1, status: 'COMPLETED' }));
    expect(registry.size()).toBe(2);
  });

  test('drops what comes after the end, whatever its rev', () => {
    const { registry } = setup();
    registry.open(aRun());
    registry.close(aRun({ rev: 1, status: 'FAILED' }));
    expect(registry.publish(aRun({ rev: 9 }))).toBeNull();
    expect(registry.open(aRun({ rev: 9 }))).toBeNull();
    registry.meet(aRun({ rev: 9 }));
    expect(registry.close(aRun({ rev: 9, status: 'COMPLETED' }))).toBe('closed');
    expect(registry.size()).toBe(0);
  });

  test('opens no channel for a run that is over', () => {
    const { registry } = setup();
    expect(registry.publish(aRun({ status: 'COMPLETED' }))).toBeNull();
    expect(registry.open(aRun({ status: 'FAILED' }))).toBeNull();
    registry.meet(aRun({ status: 'CANCELLED' }));
    expect(registry.size()).toBe(0);
  });

  test('closes the channel of a run that it never heard of, and remembers it', () => {
    const { registry } = setup();
    const ended = aRun({ rev: 3, status: 'COMPLETED' });
    expect(registry.close(ended)).toEqual(ended);
    expect(registry.isClosed(ended.id)).toBe(true);
  });

  test('remembers a closed channel longer than any call can be late, then forgets it', async () => {
    const { registry, clock } = setup();
    registry.close(aRun({ id: id(1), status: 'FAILED' }));
    await clock.advance(CLOSED_KEPT_FOR - 1);
    registry.close(aRun({ id: id(2), status: 'FAILED' }));
    expect(registry.isClosed(id(1))).toBe(true);
    await clock.advance(1);
    registry.close(aRun({ id: id(3), status: 'FAILED' }));
    expect(registry.isClosed(id(1))).toBe(false);
    expect(registry.isClosed(id(2))).toBe(true);
  });

  test('tells a start that comes late with what was told since', () => {
    const { registry } = setup();
    const newer = aRun({ rev: 1, phase: 'list' });
    registry.publish(newer);
    expect(registry.open(aRun({ rev: 0 }))).toEqual(newer);
  });

  test('tells everything of a run that only a snapshot had shown: others may not know it', () => {
    const { registry } = setup();
    registry.meet(aRun({ rev: 1, phase: 'list' }));
    registry.open(aRun({ rev: 0 }));
    const run = aRun({ rev: 1, phase: 'list' });
    expect(registry.publish(run)).toEqual(run);
  });

  test('knows which channels opened since, as they were last told', () => {
    const { registry } = setup();
    registry.open(aRun({ id: id(1) }));
    const mark = registry.mark();
    registry.open(aRun({ id: id(2) }));
    registry.publish(aRun({ id: id(2), rev: 1, phase: 'list' }));
    registry.meet(aRun({ id: id(3) }));
    expect(registry.openedSince(mark)).toEqual([aRun({ id: id(2), rev: 1, phase: 'list' })]);
  });
});
