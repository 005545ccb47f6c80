import { expect, test } from 'vitest';
import { aDeadRun, aRun, aStaleError, at } from '../run/testing/a-run.ts';
import { headline, namesOf, reasonOf, spokeAgainWords, whoDied } from './reason.ts';

const failed = aRun({
  scraper: 'news',
  status: 'FAILED',
  finishedAt: at(5),
  error: {
    errorType: 'failed',
    message: 'Login was refused.',
    phase: null,
    url: null,
    detail: null,
    occurredAt: at(5),
  },
});

test('a death of silence says for how long, where, and how far it was', () => {
  const run = aDeadRun(0, 603, { progress: { done: 412, total: 1200, unit: null, message: null } });
  expect(reasonOf(run)).toBe('silent 10 min 3 s in phase detail (412 of 1,200)');
});

test('a run whose server ended was not silent for long', () => {
  const error = aStaleError(0, 18);
  const detail = { ...(error.detail as object), decidedBy: 'startup' };
  expect(reasonOf(aDeadRun(0, 18, { error: { ...error, detail } }))).toBe(
    'its server ended; last heard 18 s before in phase detail',
  );
});

test('a run whose server ended is not said to have died of silence, however long it was silent', () => {
  const because = (over: object) => {
    const error = aStaleError(0, 28, 20);
    const detail = { ...(error.detail as object), decidedBy: 'startup', ...over };
    return reasonOf(aDeadRun(0, 28, { error: { ...error, detail } }));
  };
  expect(because({ cause: 'server_restarted' })).toBe(
    'its server ended; last heard 28 s before in phase detail',
  );
  expect(because({ cause: 'undetermined', staleAfterSeconds: 600 })).toBe(
    'cause unclear, ended when the server started; silent 28 s in phase detail',
  );
});

test('a run whose server is gone says so, though it was given its limit', () => {
  const error = aStaleError(0, 28);
  const detail = { ...(error.detail as object), cause: 'server_restarted', nodeName: 'ada:1' };
  expect(reasonOf(aDeadRun(0, 28, { error: { ...error, detail } }))).toContain(
    'its server is gone, silent 28 s',
  );
});

test('a run that stood still says for how long', () => {
  const error = aStaleError(2515, 2520);
  const detail = { ...(error.detail as object), cause: 'stuck', stuckSince: at(0) };
  expect(reasonOf(aDeadRun(2515, 2520, { error: { ...error, detail } }))).toBe(
    'stuck: heard 5 s before, but no progress for 42 min in phase detail',
  );
});

test('a run that failed by its own word gives that word', () => {
  expect(reasonOf(failed)).toBe('Login was refused.');
});

test('what a run said does not colour or turn the sentence that it stands in', () => {
  const message = '\u001b[31mno\u001b[0m \u202eskoob';
  const run = { ...failed, error: failed.error && { ...failed.error, message } };
  expect(reasonOf(run)).toBe('no skoob');
});

test('a dead run that spoke tells how much later', () => {
  expect(spokeAgainWords(aDeadRun(0, 600))).toBeNull();
  expect(spokeAgainWords(aDeadRun(0, 600, { spokeAgainAt: at(640) }))).toBe(
    'spoke again 40 s later',
  );
});

test('a stale error that another program wrote without evidence gives its message', () => {
  const error = { ...aStaleError(0, 600), message: 'gone', detail: ['odd'] };
  expect(reasonOf(aDeadRun(0, 600, { error }))).toBe('gone');
  expect(reasonOf(aDeadRun(0, 600, { error: null }))).toBe('failed, nothing more is known');
});

test('a batch is one headline', () => {
  const dead = aDeadRun(0, 600);
  expect(headline([dead])).toBe('books died');
  expect(headline([dead, dead, dead])).toBe('3 runs died');
  expect(headline([dead, failed])).toBe('2 runs failed');
});

test('a batch names the first few, each once', () => {
  const named = (...names: string[]) =>
    namesOf(names.map((scraper) => aDeadRun(0, 9, { scraper })));
  expect(named('a')).toBe('a');
  expect(named('a', 'b', 'a')).toBe('a and b');
  expect(named('a', 'b', 'c')).toBe('a, b and c');
  expect(named('a', 'b', 'c', 'd', 'e')).toBe('a, b, c and 2 more');
});

test('a cause that a silence alone does not tell is named', () => {
  const error = aStaleError(0, 603);
  const because = (cause: string) =>
    reasonOf(
      aDeadRun(0, 603, { error: { ...error, detail: { ...(error.detail as object), cause } } }),
    );
  expect(because('went_silent')).toBe('silent 10 min 3 s in phase detail');
  expect(because('never_spoke')).toBe('never spoke, silent 10 min 3 s in phase detail');
  expect(because('fell_silent_together')).toBe(
    'fell silent with most of the others, 10 min 3 s in phase detail',
  );
  expect(because('stuck')).toContain('stuck: heard 10 min 3 s before, but no progress');
  expect(because('undetermined')).toContain('cause unclear');
  expect(because('of another time')).toBe('silent 10 min 3 s in phase detail');
});

test('runs that fell silent together are told of so, and not when one of them did otherwise', () => {
  const error = aStaleError(0, 603);
  const detail = { ...(error.detail as object), cause: 'fell_silent_together' };
  const one = aDeadRun(0, 603, { error: { ...error, detail } });
  expect(whoDied([one, one])).toBe('fell silent together: books');
  expect(whoDied([one, aDeadRun(0, 603)])).toBe('books');
});
