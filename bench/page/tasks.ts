import type { Browser, Page } from '@playwright/test';

/** An event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  /** Processor time, where it is told. */
  tdur?: number;
  args?: { name?: string };
}

/** A task of the page's main thread, in milliseconds. */
export interface Task {
  ms: number;
  /** Processor time. */
  cpuMs: number;
}

/** The tasks of the page's main thread while `work` goes on. */
export async function tracedTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<Task[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  return tasksIn((JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents);
}

/** The tasks of the main thread that was the busiest: other pages of the browser have one, too. */
export function tasksIn(events: readonly TraceEvent[]): Task[] {
  const mains = events.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const byThread = mains.map(({ pid, tid }) =>
    events
      .filter((event) => event.pid === pid && event.tid === tid)
      .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
      .map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1000, cpuMs: tdur / 1000 })),
  );
  return byThread.sort((a, b) => sum(b) - sum(a))[0] ?? [];
}

function sum(tasks: readonly Task[]): number {
  return tasks.reduce((total, { ms }) => total + ms, 0);
}
