import { expect, test } from 'vitest';
import type { Node } from '../../server/domain/node.ts';
import { shownNodes, skewWarning, skewWords, stateWords } from './node-words.ts';

function aNode(name: string, fields: Partial<Node> = {}): Node {
  const at = '2026-01-01T10:00:00.000Z';
  const ended = { stoppedAt: null, goneAt: null };
  const times = { startedAt: at, lastSeenAt: at, ...ended };
  return { id: name, name, ...times, skewMs: 0, self: false, state: 'alive', ...fields };
}

test('the one that answers comes first, then who lives by name, then the newest that ended', () => {
  const ended = ['v', 'w', 'x', 'y'].map((name) => aNode(name, { state: 'gone' }));
  const nodes = [...ended, aNode('c'), aNode('b', { self: true }), aNode('a')];
  expect(shownNodes(nodes).map(({ name }) => name)).toEqual(['b', 'a', 'c', 'v', 'w', 'x']);
});

test.each([
  [{ state: 'alive', self: true } as const, '● Alive, this one answers'],
  [{ state: 'alive', self: false } as const, '● Alive'],
  [{ state: 'stopped', self: false } as const, '⊘ Stopped'],
  [{ state: 'gone', self: false } as const, '✕ Gone'],
])('a state has a shape and a word', (node, words) => {
  expect(stateWords(node)).toBe(words);
});

test.each([
  [0, 'exact'],
  [-2, '2 ms behind'],
  [999, '999 ms ahead'],
  [90_000, '1 min 30 s ahead'],
])('a clock that is %i ms ahead is %s', (skewMs, words) => {
  expect(skewWords({ skewMs })).toBe(words);
});

test('a clock that is off by more than a second is warned of while its node lives', () => {
  expect(skewWarning([aNode('a', { skewMs: 1000 })])).toBeNull();
  expect(skewWarning([aNode('a', { skewMs: 5000, state: 'gone' })])).toBeNull();
  expect(skewWarning([aNode('a', { skewMs: -1001 })])).toMatch(
    /^The clock of a is 1 s behind\. Flatline goes by the database's time.* of that host /,
  );
  const both = [aNode('a', { skewMs: -5000 }), aNode('b', { skewMs: 5000 })];
  expect(skewWarning(both)).toMatch(/^The clocks of 2 nodes are off\..* of those hosts /);
});
