import { expect, test } from 'vitest';
import { anId } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestStore } from '../../testing/store.ts';

test('a file is one node’s: no other can live, and the time is its own', async () => {
  const { nodes } = (await openTestStore()).store;
  expect(nodes.shared()).toBe(false);
  expect(await nodes.time()).toBeNull();
  const other = { id: anId(1), name: 'n:1', startedAt: NEW_YEAR, lastSeenAt: NEW_YEAR };
  await nodes.beat({ ...other, stoppedAt: null, goneAt: null, skewMs: 0 });
  await nodes.claim(anId(2));
  expect(await nodes.present(anId(2))).toMatchObject([{ id: anId(1), hold: 'impossible' }]);
});
