import { describe, expect, test } from 'vitest';
import { openCluster } from '../testing/cluster.ts';

const SKEW = 90_000;

/** A node whose host has the right time, and one whose host is far off. */
async function setup(skewMs: number) {
  const cluster = await openCluster();
  const [right, off] = [await cluster.boot(), await cluster.boot({ skewMs })];
  const find = (id: string) => cluster.store.runs.find(id, cluster.clock.now());
  return { ...cluster, right, off, find };
}

describe.each([SKEW, -SKEW])('a node whose clock is %i ms ahead', (skewMs) => {
  test('goes by the database’s time, and says how far its own is off', async () => {
    const { off, right, clock } = await setup(skewMs);
    await clock.advance(20_000);
    expect(off.clock.now()).toBe(clock.now());
    const { now, nodes } = await right.nodes.list();
    expect(now).toBe(clock.now());
    expect(nodes.map(({ skewMs, self }) => [skewMs, self]).sort()).toEqual(
      [
        [0, true],
        [skewMs, false],
      ].sort(),
    );
    expect(off.log.lines).toMatchObject([{ level: 'warn', fields: { skewMs } }]);
  });

  test.each(['right', 'off'] as const)(
    'kills no run that speaks through the %s one',
    async (by) => {
      const world = await setup(skewMs);
      const { clock, find } = world;
      const { id } = await world[by].start('books', { staleAfterSeconds: 30 });
      for (let beats = 0; beats < 6; beats += 1) {
        await clock.advance(20_000);
        await world[by].beat(id);
      }
      expect((await find(id))?.status).toBe('RUNNING');
    },
  );

  test.each(['right', 'off'] as const)(
    'finds the dead of the %s one at their threshold',
    async (by) => {
      const world = await setup(skewMs);
      const { clock, find, right } = world;
      const { id } = await world[by].start('books', { staleAfterSeconds: 30 });
      // The one whose clock is off has to find it alone.
      right.kill();
      await clock.advance(30_000 - 1);
      expect((await find(id))?.status).toBe('RUNNING');
      await clock.advance(5001);
      expect(await find(id)).toMatchObject({
        status: 'FAILED',
        error: { detail: { silentForSeconds: 30 } },
      });
    },
  );
});
