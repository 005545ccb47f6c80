import { expect, test } from 'vitest';
import { createSharedReads } from './shared-reads.ts';

function setup() {
  const begun: { key: string; done: (value: string) => void; fail: (error: Error) => void }[] = [];
  const read = createSharedReads(
    (key: string) =>
      new Promise<string>((done, fail) => {
        begun.push({ key, done, fail });
      }),
  );
  return { begun, read };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

test('of ten calls at once the first has one read, the other nine share the next', async () => {
  const { begun, read } = setup();
  const calls = Array.from({ length: 10 }, () => read('board'));
  expect(begun).toHaveLength(1);
  begun[0]?.done('first');
  expect(await calls[0]).toBe('first');
  await turn();
  expect(begun).toHaveLength(2);
  begun[1]?.done('second');
  expect(await Promise.all(calls.slice(1))).toEqual(Array(9).fill('second'));
});

test('a call never gets a read that began before it', async () => {
  const { begun, read } = setup();
  const early = read('board');
  const late = read('board');
  begun[0]?.done('old');
  await early;
  await turn();
  const later = read('board');
  begun[1]?.done('new');
  expect(await late).toBe('new');
  await turn();
  begun[2]?.done('newest');
  expect(await later).toBe('newest');
});

test('keys do not wait for each other', () => {
  const { begun, read } = setup();
  void read('a');
  void read('b');
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b']);
});

test('a failed read fails its callers and nobody after them', async () => {
  const { begun, read } = setup();
  const failing = read('board');
  const next = read('board');
  begun[0]?.fail(new Error('locked'));
  await expect(failing).rejects.toThrow('locked');
  await turn();
  begun[1]?.done('again');
  expect(await next).toBe('again');
  const fresh = read('board');
  expect(begun).toHaveLength(3);
  begun[2]?.done('fresh');
  expect(await fresh).toBe('fresh');
});
