import { expect, test } from 'vitest';
import type { ReporterEvent } from './events.ts';
import { createOutbox } from './outbox.ts';

const at = '2026-01-01T00:00:00.000Z';
const log = (message: string): ReporterEvent => ({ type: 'log', level: 'info', message, at });
const progress = (done: number): ReporterEvent => ({ type: 'progress', done, at });
const phase = (name: string): ReporterEvent => ({ type: 'phase', phase: name, at });
const beat: ReporterEvent = { type: 'heartbeat', at };
const failure: ReporterEvent = { type: 'error', errorType: 'http', message: 'no', at };
const finish: ReporterEvent = { type: 'finish', outcome: 'completed', at };

function setup({ limit = 100 } = {}) {
  const outbox = createOutbox({ firstSeq: 7, limit });
  const add = (...events: ReporterEvent[]) => {
    for (const event of events) outbox.add(event);
  };
  return { outbox, add };
}

test('a newer progress takes the place of an older one of the same phase', () => {
  const { outbox, add } = setup();
  add(progress(1), phase('detail'), progress(1), log('a'), progress(2));
  expect(outbox.take().map((event) => [event.type, event.seq])).toEqual([
    ['progress', 7],
    ['phase', 8],
    ['log', 9],
    ['progress', 10],
  ]);
});

test('a heartbeat gives way to anything else that waits', () => {
  const { outbox, add } = setup();
  add(beat, beat, log('a'), beat);
  expect(outbox.take()).toHaveLength(1);
});

test('a batch stays the same until it is settled, and numbers go on after it', () => {
  const { outbox, add } = setup();
  add(log('a'), log('b'));
  const batch = outbox.take();
  add(log('c'));
  expect(outbox.take()).toEqual(batch);
  outbox.settle();
  expect(outbox.take()).toEqual([{ ...log('c'), seq: 9 }]);
});

test('beyond the limit the oldest log lines go, counted; errors, phases and the finish stay', () => {
  const { outbox, add } = setup({ limit: 4 });
  add(log('a'), failure, log('b'), phase('detail'), failure, log('c'), failure, failure, finish);
  expect(outbox.take()).toMatchObject([
    { type: 'log', message: expect.stringContaining('3 older log lines were dropped') },
    { type: 'error' },
    { type: 'phase' },
    { type: 'error' },
    { type: 'error' },
    { type: 'error' },
    { type: 'finish' },
  ]);
});

test('nothing follows a finish', () => {
  const { outbox, add } = setup();
  add(finish, log('late'));
  expect(outbox.take()).toHaveLength(1);
});

test('a batch holds at most 1,000 events and stays well under 1 MiB', () => {
  const { outbox, add } = setup({ limit: 5000 });
  for (let n = 0; n < 1500; n += 1) add(log(`${n}`));
  expect(outbox.take()).toHaveLength(1000);
  outbox.settle();
  expect(outbox.take()).toHaveLength(500);
  outbox.settle();

  for (let n = 0; n < 200; n += 1) add(log('é'.repeat(8000)));
  let events = 0;
  while (!outbox.isEmpty()) {
    const batch = outbox.take();
    expect(new TextEncoder().encode(JSON.stringify(batch)).length).toBeLessThan(1024 * 1024);
    events += batch.length;
    outbox.settle();
  }
  expect(events).toBe(200);
});
