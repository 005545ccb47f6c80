import { describe, expect, test } from 'vitest';
import type { NodeRecord } from '../domain/node.ts';
import { anId, aRun } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

function aNode(n: number, fields: Partial<NodeRecord> = {}): NodeRecord {
  return {
    id: anId(n),
    name: `n${n}:3000`,
    startedAt: NEW_YEAR,
    lastSeenAt: NEW_YEAR + n,
    stoppedAt: null,
    goneAt: null,
    skewMs: -7,
    ...fields,
  };
}

async function setup() {
  const opened = await openTestStore();
  const { nodes } = opened.store;
  for (const n of [1, 2, 3]) await nodes.beat(aNode(n));
  return { ...opened, nodes, ids: async () => (await nodes.newest(9)).map(({ id }) => id) };
}

describe('a beat', () => {
  test('registers a node, and moves on when it was last seen', async () => {
    const { nodes } = await setup();
    expect(await nodes.newest(2)).toEqual([aNode(3), aNode(2)]);
    const later = aNode(1, { lastSeenAt: NEW_YEAR + 5000, skewMs: 12 });
    await nodes.beat(later);
    expect(await nodes.newest(1)).toEqual([later]);
  });

  test('takes back that the node was found gone', async () => {
    const { nodes } = await setup();
    expect(await nodes.markGone(aNode(1), NEW_YEAR + 20_000)).toBe(true);
    expect(await nodes.present(anId(2))).toMatchObject([{ id: anId(3) }]);
    await nodes.beat(aNode(1));
    expect((await nodes.present(anId(2))).map(({ id }) => id).sort()).toEqual([anId(1), anId(3)]);
  });

  test('forgets those that ended long ago, and no other', async () => {
    const { nodes, ids } = await setup();
    await nodes.stop(anId(1), NEW_YEAR + 1);
    await nodes.beat(aNode(9, { lastSeenAt: NEW_YEAR + 9 }), NEW_YEAR + 3);
    expect(await ids()).toEqual([anId(9), anId(3), anId(2)]);
  });
});

describe('a node that ends', () => {
  test('says when, and is no longer present', async () => {
    const { nodes } = await setup();
    await nodes.stop(anId(1), NEW_YEAR + 9);
    const [stopped] = await nodes.newest(1);
    expect(stopped).toEqual(aNode(1, { lastSeenAt: NEW_YEAR + 9, stoppedAt: NEW_YEAR + 9 }));
    expect((await nodes.present(anId(2))).map(({ id }) => id)).toEqual([anId(3)]);
    expect((await nodes.others(anId(2))).map(({ id }) => id).sort()).toEqual([anId(1), anId(3)]);
  });

  test('is marked as gone once, and not when it has spoken since it was looked at', async () => {
    const { nodes } = await setup();
    const seen = aNode(1);
    await nodes.beat(aNode(1, { lastSeenAt: NEW_YEAR + 500 }));
    expect(await nodes.markGone(seen, NEW_YEAR + 20_000)).toBe(false);
    const marks = [0, 1].map(() => nodes.markGone(aNode(2), NEW_YEAR + 20_000));
    expect((await Promise.all(marks)).sort()).toEqual([false, true]);
  });
});

describe('the orphans among runs', () => {
  test('are the LOCAL ones whose node stopped, is gone, or is forgotten', async () => {
    const { nodes, store } = await setup();
    const executed = [
      [1, 'LOCAL'],
      [2, 'LOCAL'],
      [3, 'LOCAL'],
      [8, 'LOCAL'],
    ] as const;
    for (const [n, origin] of executed)
      await aRun(store, { id: anId(10 + n), origin, nodeId: anId(n) });
    await aRun(store, { id: anId(20), origin: 'REMOTE', nodeId: anId(1) });
    await aRun(store, { id: anId(21), origin: 'LOCAL' });
    await nodes.stop(anId(1), NEW_YEAR + 9);
    await nodes.markGone(aNode(2), NEW_YEAR + 20_000);
    const runIds = [11, 12, 13, 18, 20, 21, 99].map(anId);
    expect([...(await nodes.orphansAmong(runIds))].sort()).toEqual([
      [anId(11), 'n1:3000'],
      [anId(12), 'n2:3000'],
      [anId(18), null],
    ]);
    expect((await nodes.orphansAmong([])).size).toBe(0);
  });
});

test('the nodes of a store that is not open cannot be asked', async () => {
  const { nodes, close } = await setup();
  await close();
  await expect(nodes.time()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(nodes.present(anId(1))).rejects.toMatchObject({ code: 'unavailable' });
});
