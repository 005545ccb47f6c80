import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../domain/run.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRun } from '../testing/sockets.ts';
import { changesOf, mergePatches, wholePatch } from './run-patch.ts';

const progress: fc.Arbitrary<Progress | null> = fc.option(
  fc.record({
    done: fc.nat(3),
    total: fc.option(fc.nat(3)),
    unit: fc.option(fc.constantFrom('pages', 'items')),
    message: fc.option(fc.string()),
  }),
);

const run = fc
  .record({
    progress,
    phase: fc.option(fc.constantFrom('list', 'detail')),
    rev: fc.nat(5),
    cancelRequestedAt: fc.option(fc.constant(NEW_YEAR)),
  })
  .map(aRun);

describe('the changes between two tellings of a run', () => {
  test('are the fields that differ, beside id and rev', () => {
    const before = aRun({ rev: 1, progress: { done: 1, total: 9, unit: null, message: null } });
    const after = { ...before, rev: 2, progress: { ...before.progress!, done: 2 } };
    expect(changesOf(before, after)).toEqual({
      id: before.id,
      rev: 2,
      progress: { done: 2, total: 9, unit: null, message: null },
    });
  });

  test('are none when only the objects are others', () => {
    const before = aRun({ progress: { done: 1, total: 9, unit: null, message: null } });
    expect(changesOf(before, structuredClone(before))).toBeNull();
  });

  test('are none when the keys of an error come in another order', () => {
    const error = {
      errorType: 'failed',
      message: 'm',
      phase: null,
      url: null,
      occurredAt: NEW_YEAR,
    };
    const before = aRun({ error: { ...error, detail: { a: 1, b: [1, 2] } } });
    const after = aRun({ error: { ...error, detail: { b: [1, 2], a: 1 } } });
    expect(changesOf(before, after)).toBeNull();
  });

  test('tell a list from an object, and a longer list from a shorter', () => {
    const error = {
      errorType: 'failed',
      message: 'm',
      phase: null,
      url: null,
      occurredAt: NEW_YEAR,
    };
    const before = aRun({ error: { ...error, detail: [] } });
    expect(changesOf(before, aRun({ error: { ...error, detail: {} } }))).toHaveProperty('error');
    expect(changesOf(before, aRun({ error: { ...error, detail: [1] } }))).toHaveProperty('error');
  });

  test('are the rev alone when nothing else rose', () => {
    const before = aRun({ rev: 1 });
    expect(changesOf(before, { ...before, rev: 2 })).toEqual({ id: before.id, rev: 2 });
  });

  test('put on the earlier telling give the later one, whatever it was', () => {
    fc.assert(
      fc.property(run, run, (before, after) => {
        expect({ ...before, ...changesOf(before, after) }).toEqual(after);
      }),
    );
  });

  test('of several steps, merged, lead to the last telling', () => {
    fc.assert(
      fc.property(run, run, run, (first, second, third) => {
        const patch = mergePatches(
          changesOf(first, second) ?? { id: first.id, rev: first.rev },
          changesOf(second, third) ?? { id: third.id, rev: third.rev },
        );
        expect({ ...first, ...patch }).toEqual(third);
      }),
    );
  });

  test('merged keep a field that changed and changed back', () => {
    const first = aRun({ rev: 1, phase: 'list' });
    const second = { ...first, rev: 2, phase: 'detail' };
    const third = { ...first, rev: 3, phase: 'list' };
    const patch = mergePatches(changesOf(first, second)!, changesOf(second, third)!);
    expect(patch).toEqual({ id: first.id, rev: 3, phase: 'list' });
  });

  test('of nothing known are everything', () => {
    const whole = aRun({ rev: 4 });
    expect(wholePatch(whole)).toEqual(whole);
  });
});
