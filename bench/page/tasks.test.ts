import { expect, test } from 'vitest';
import { type TraceEvent, tasksIn } from './tasks.ts';

const thread = (pid: number, name: string): TraceEvent => ({
  name: 'thread_name',
  ph: 'M',
  pid,
  tid: 1,
  args: { name },
});
const task = (pid: number, dur: number, over: Partial<TraceEvent> = {}): TraceEvent => ({
  name: 'RunTask',
  ph: 'X',
  pid,
  tid: 1,
  dur,
  tdur: dur / 2,
  ...over,
});

test('the tasks are those of the page, not of its helpers nor of an idle page', () => {
  const trace = [
    thread(1, 'CrRendererMain'),
    thread(2, 'CrRendererMain'),
    thread(3, 'Compositor'),
    task(1, 1000),
    task(2, 20_000),
    task(2, 4000),
    task(2, 90_000, { tid: 7 }),
    task(2, 90_000, { name: 'FunctionCall' }),
    task(3, 90_000),
  ];
  expect(tasksIn(trace)).toEqual([
    { ms: 20, cpuMs: 10 },
    { ms: 4, cpuMs: 2 },
  ]);
});

test('a trace without a page has no tasks', () => {
  expect(tasksIn([thread(3, 'Compositor'), task(3, 10)])).toEqual([]);
});
