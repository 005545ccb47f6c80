import { expect, test } from 'vitest';
import { aDeadRun, aRun, aStaleError, at, ms } from './testing/a-run.ts';
import { timelineOf } from './timeline.ts';

const phase = (name: string, from: number, to: number | null) => ({
  phase: name,
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
});

test('a finished run fills the picture from its start to its end', () => {
  const run = aRun({
    status: 'COMPLETED',
    finishedAt: at(100),
    phases: [phase('index', 10, 40), phase('detail', 40, 100)],
  });
  const timeline = timelineOf(run, ms(9999));
  expect(timeline.span).toEqual({ from: ms(0), to: ms(100) });
  expect(timeline.bars.map(({ phase, from, to }) => [phase, from, to])).toEqual([
    ['index', ms(10), ms(40)],
    ['detail', ms(40), ms(100)],
  ]);
  expect(timeline.silence).toBeNull();
});

test('the open phase of a running run grows to now', () => {
  const run = aRun({ phases: [phase('index', 0, 40), phase('detail', 40, null)] });
  const [, open] = timelineOf(run, ms(60)).bars;
  expect(open).toMatchObject({ to: ms(60), open: true });
});

test('the picture of a running run stands still for a while, and never shrinks', () => {
  const run = aRun({ lastSignAt: at(60), deadlineAt: at(660) });
  const first = timelineOf(run, ms(60)).span;
  expect(timelineOf(run, ms(61)).span).toEqual(first);
  const later = timelineOf(run, ms(90), first.to).span;
  expect(later.to).toBeGreaterThan(first.to);
  const ended = aRun({ status: 'COMPLETED', finishedAt: at(90) });
  expect(timelineOf(ended, ms(91), later.to).span).toEqual(later);
});

test('a death of silence is hatched from the last sign to the limit, and what came after is apart', () => {
  const { silence, until } = timelineOf(aDeadRun(100, 760), ms(9999));
  expect(until).toBe(ms(760));
  expect(silence).toEqual({
    from: ms(100),
    to: ms(700),
    foundAt: ms(760),
    limitAt: ms(700),
    kind: 'dead',
  });
});

test('a run that died with its server has a silence and no limit', () => {
  const error = aStaleError(100, 110);
  const { silence } = timelineOf(aDeadRun(100, 110, { error, errors: [error] }), ms(9999));
  expect(silence).toMatchObject({ from: ms(100), to: ms(110), limitAt: null, kind: 'dead' });
  const over = { cause: 'server_restarted', decidedBy: 'startup', staleAfterSeconds: 5 };
  const detail = { ...(error.detail as object), ...over };
  const late = { ...error, detail };
  expect(timelineOf(aDeadRun(100, 110, { error: late }), ms(9999)).silence?.limitAt).toBeNull();
});

test('the silence of a running run counts from more than a breath, and is close to death in the last quarter', () => {
  const run = aRun({ lastSignAt: at(0), deadlineAt: at(600) });
  expect(timelineOf(run, ms(9)).silence?.kind).toBe('brief');
  expect(timelineOf(run, ms(10)).silence?.kind).toBe('quiet');
  expect(timelineOf(run, ms(449)).silence?.kind).toBe('quiet');
  expect(timelineOf(run, ms(450)).silence?.kind).toBe('close');
});

test('while nobody can be heard a silence brings no run closer to death', () => {
  const run = aRun({ lastSignAt: at(0), deadlineAt: at(600) });
  expect(timelineOf(run, ms(500), undefined, ms(400)).silence?.kind).toBe('quiet');
});

test('a deadline that is early does not make the limit early', () => {
  const run = aRun({ lastSignAt: at(300), deadlineAt: at(0) });
  expect(timelineOf(run, ms(310)).silence?.limitAt).toBe(ms(900));
});

test('a limit far ahead is left out of the picture, a near one is in it', () => {
  const young = aRun({ lastSignAt: at(30), deadlineAt: at(630) });
  expect(timelineOf(young, ms(30)).span.to).toBeLessThan(ms(630));
  const old = aRun({ lastSignAt: at(3600), deadlineAt: at(4200) });
  expect(timelineOf(old, ms(3600)).span.to).toBeGreaterThan(ms(4200));
});

test('errors are marked at their time, but for the last one and those with a clock of their own', () => {
  const other = { ...aStaleError(0, 0), errorType: 'http' };
  const run = aDeadRun(100, 700);
  const errors = [
    { ...other, occurredAt: at(50) },
    { ...other, occurredAt: at(-9000) },
    { ...other, occurredAt: at(99999) },
    ...run.errors,
  ];
  expect(timelineOf({ ...run, errors }, ms(9999)).errorsAt).toEqual([ms(50)]);
});

test('a run of no length at all can still be drawn', () => {
  const run = aRun({ status: 'COMPLETED', finishedAt: at(0) });
  const { span } = timelineOf(run, ms(0));
  expect(span.to).toBeGreaterThan(span.from);
});
