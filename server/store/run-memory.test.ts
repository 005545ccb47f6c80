import { expect, test } from 'vitest';
import type { RunRecord } from '../domain/run.ts';
import { anId } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import type { Found } from './chain.ts';
import type { Statements } from './jobs.ts';
import { createRunMemory } from './run-memory.ts';

/** A memory, and a database of which only its version is asked. */
function setup() {
  const memory = createRunMemory();
  let version = 1;
  const db = { version: async () => String(version) } as unknown as Statements;
  return {
    memory,
    write: () => {
      version += 1;
    },
    recall: async (n: number, now = NEW_YEAR) =>
      (await memory.recall(db, [anId(n)], now)).get(anId(n))?.run.rev,
    note: (n: number, found: Found, now = NEW_YEAR) =>
      memory.note(db, new Map([[anId(n), found]]), now),
    nameless: { query: async () => [] } as unknown as Statements,
  };
}

function found(rev: number, status: RunRecord['status'] = 'RUNNING'): Found {
  return { run: { rev, status } as RunRecord, newestLine: 0 };
}

test('a run is known as the last committed report left it', async () => {
  const { memory, recall, note } = setup();
  expect(await recall(1)).toBeUndefined();
  await note(1, found(1));
  memory.keep();
  expect([await recall(1), await recall(2)]).toEqual([1, undefined]);
  await note(1, found(2));
  expect(await recall(1)).toBe(1);
});

test('nothing is known any more once anybody has written', async () => {
  const { memory, recall, note, write } = setup();
  await note(1, found(1));
  memory.keep();
  write();
  expect(await recall(1)).toBeUndefined();
});

test('nothing is known after a transaction that did not commit', async () => {
  const { memory, recall, note } = setup();
  await note(1, found(1));
  memory.keep();
  await note(1, found(2));
  memory.forget();
  expect(await recall(1)).toBeUndefined();
});

test('a run is read anew after 10 s, however often it was heard, and when it has ended', async () => {
  const { memory, recall, note } = setup();
  for (const [seconds, rev] of [
    [0, 1],
    [4, 2],
    [9, 3],
  ] as const) {
    await note(1, found(rev), NEW_YEAR + seconds * 1000);
    memory.keep();
  }
  expect(await recall(1, NEW_YEAR + 9999)).toBe(3);
  expect(await recall(1, NEW_YEAR + 10_000)).toBeUndefined();
  await note(2, found(1, 'COMPLETED'));
  memory.keep();
  expect(await recall(2)).toBeUndefined();
});

test('no more than 1,000 runs are known: those that were heard last', async () => {
  const { memory, recall, note } = setup();
  for (let n = 1; n <= 1001; n += 1) {
    await note(n, found(n));
    memory.keep();
  }
  expect([await recall(1), await recall(2), await recall(1001)]).toEqual([undefined, 2, 1001]);
});

test('where the engine cannot tell who wrote, nothing is ever known', async () => {
  const { memory, nameless } = setup();
  await memory.note(nameless, new Map([[anId(1), found(1)]]), NEW_YEAR);
  memory.keep();
  expect(await memory.recall(nameless, [anId(1)], NEW_YEAR)).toEqual(new Map());
});
