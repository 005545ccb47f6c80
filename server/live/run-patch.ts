import type { RunPatch } from '../domain/events.ts';
import type { Run } from '../domain/run.ts';

/** Every field of a run, for whoever may know none of them. */
export function wholePatch(run: Run): RunPatch {
  return { ...run };
}

/** What differs between two tellings of one run; null when nothing does, the rev included. */
export function changesOf(before: Run, after: Run): RunPatch | null {
  const { id, rev, ...fields } = after;
  const changed = Object.entries(fields).filter(
    ([name, value]) => !isSame(before[name as keyof typeof fields], value),
  );
  if (changed.length === 0 && before.rev === rev) return null;
  return { id, rev, ...Object.fromEntries(changed) };
}

/** Two patches of one run as one: the later fields win. */
export function mergePatches(earlier: RunPatch | undefined, later: RunPatch): RunPatch {
  return { ...earlier, ...later };
}

/** Deep equality of JSON values; the order of an object's keys does not matter. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  if (left.length !== Object.keys(right).length) return false;
  return left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, right[key]));
}
