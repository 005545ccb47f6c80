import { expect, test } from 'vitest';
import { endingInShort, endingOf } from './ending.ts';
import { aDeadRun, aRun, at } from './testing/a-run.ts';

const failed = (message: string) =>
  aRun({
    status: 'FAILED',
    finishedAt: at(90),
    error: {
      errorType: 'failed',
      message,
      phase: null,
      url: null,
      detail: null,
      occurredAt: at(90),
    },
  });

test('a running run has not ended', () => {
  expect(endingOf(aRun())).toBeNull();
  expect(endingInShort(aRun())).toBeNull();
});

test('a completed run says how long it took, down to the millisecond', () => {
  expect(endingOf(aRun({ status: 'COMPLETED', finishedAt: at(723) }))).toBe(
    'Completed after 12 min 3 s.',
  );
  expect(endingOf(aRun({ status: 'COMPLETED', finishedAt: at(0.001) }))).toBe(
    'Completed after 1 ms.',
  );
});

test('a cancelled run tells an operator whether it was their doing', () => {
  const own = aRun({ status: 'CANCELLED', finishedAt: at(60) });
  expect(endingOf(own)).toBe('Cancelled by its reporter after 1 min.');
  expect(endingOf({ ...own, cancelRequestedAt: at(48) })).toBe(
    'Cancelled after 1 min; its reporter stopped 12 s after it was asked to.',
  );
});

test('a cell of a table says in a word how a run ended well, or was ended', () => {
  expect(endingInShort(aRun({ status: 'COMPLETED', finishedAt: at(723) }))).toBe('Completed');
  expect(endingInShort(aRun({ status: 'CANCELLED', finishedAt: at(3) }))).toBe(
    'Cancelled after 3 s',
  );
});

test('a failed run repeats what its reporter said', () => {
  expect(endingOf(failed('<b>no</b> books'))).toBe('Failed after 1 min 30 s: <b>no</b> books');
  expect(endingInShort(failed('no books'))).toBe('Failed: no books');
});

test('a failure without a word is still a sentence', () => {
  expect(endingOf(failed('  '))).toBe('Failed after 1 min 30 s.');
  expect(endingInShort(failed('  '))).toBe('Failed');
});

test('a stale run says how long it was silent, against which limit', () => {
  const run = aDeadRun(100, 703);
  expect(endingOf(run)).toBe(
    'Silent for 10 min 3 s (limit 10 min), last seen in phase detail. Marked as stale by the watchdog.',
  );
  expect(endingInShort(run)).toBe('Died: silent for 10 min 3 s (limit 10 min)');
});

test('a run that ended with its server did not die of silence, whatever its limit', () => {
  const run = aDeadRun(0, 28);
  const detail = { ...(run.error?.detail as object), decidedBy: 'startup', staleAfterSeconds: 20 };
  const died = (over: object) => {
    const error = run.error && { ...run.error, detail: { ...detail, ...over } };
    return { ...run, error };
  };
  const restarted = died({ cause: 'server_restarted' });
  expect(endingOf(restarted)).toBe(
    'Last heard 28 s before its server started again, last seen in phase detail. The server that ran it had ended.',
  );
  expect(endingInShort(restarted)).toBe('Died with its server, last heard 28 s before');
  expect(endingOf(died({ cause: 'undetermined', staleAfterSeconds: 600 }))).toMatch(
    /^Silent for 28 s .* Marked as stale when the server started\.$/,
  );
});

test('a run that was held with the others says so', () => {
  const run = aDeadRun(100, 719);
  const detail = { ...(run.error?.detail as object), heldSince: at(700) };
  expect(endingOf({ ...run, error: run.error && { ...run.error, detail } })).toBe(
    'Silent for 10 min 19 s (limit 10 min), last seen in phase detail. Most of the live runs fell silent with it: held for 19 s. Marked as stale by the watchdog.',
  );
});
