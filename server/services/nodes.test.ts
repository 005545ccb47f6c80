import { describe, expect, test } from 'vitest';
import { openCluster } from '../testing/cluster.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';

/** Two nodes that know each other. */
async function setup() {
  const cluster = await openCluster();
  const [ada, bob] = [await cluster.boot({ name: 'ada:1' }), await cluster.boot({ name: 'bob:1' })];
  const find = (id: string) => cluster.store.runs.find(id, cluster.clock.now());
  return { ...cluster, ada, bob, find };
}

/** Lets a run speak through a node every so many seconds for a time. */
async function speak(
  { clock }: Awaited<ReturnType<typeof setup>>,
  node: { beat(id: string): Promise<unknown> },
  id: string,
  seconds: number,
) {
  for (let at = 0; at < seconds; at += 5) {
    await node.beat(id);
    await clock.advance(5000);
  }
}

const LOCAL = { origin: 'LOCAL', staleAfterSeconds: 60 } as const;

describe('a node that is killed', () => {
  test('is found gone after 15 s, by one of the others', async () => {
    const { ada, bob, clock, ...cluster } = await setup();
    const cai = await cluster.boot({ name: 'cai:1' });
    ada.kill();
    await clock.advance(14_000);
    const stateOf = async () =>
      (await bob.nodes.list()).nodes.find(({ name }) => name === 'ada:1')?.state;
    expect(await stateOf()).toBe('alive');
    await clock.advance(7000);
    expect(await stateOf()).toBe('gone');
    const tellers = [bob, cai].filter(({ log }) =>
      log.lines.some(({ message }) => message === 'a node is gone'),
    );
    expect(tellers).toHaveLength(1);
  });

  test('has its LOCAL runs failed by the others within stale-after plus 15 s, and the evidence names it', async () => {
    const { ada, bob, clock, find } = await setup();
    const runs = [];
    for (let n = 0; n < 8; n += 1) runs.push(await ada.start(`s${n}`, LOCAL));
    await clock.advance(20_000);
    for (const { id } of runs) await ada.beat(id);
    ada.kill();
    const killedAt = clock.now();
    await clock.advance(60_000 - 1);
    for (const { id } of runs) expect((await find(id))?.status).toBe('RUNNING');
    await clock.advance(15_001);
    for (const { id } of runs) {
      const run = await find(id);
      expect(run).toMatchObject({
        status: 'FAILED',
        error: { detail: { cause: 'server_restarted', nodeName: 'ada:1', silentForSeconds: 60 } },
      });
      expect(run?.error?.message).toContain('The server that ran it, ada:1, is gone.');
      expect(run?.finishedAt).toBeLessThanOrEqual(killedAt + 75_000);
      expect(bob.live.endings(id)).toBe(1);
    }
  });

  test('leaves REMOTE runs to the rest: who speaks lives, and who is silent dies of that alone', async () => {
    const world = await setup();
    const { ada, bob, find } = world;
    const [speaker, silent] = [
      await ada.start('speaker', { staleAfterSeconds: 60 }),
      await ada.start('silent', { staleAfterSeconds: 60 }),
    ];
    ada.kill();
    await speak(world, bob, speaker.id, 80);
    expect((await find(speaker.id))?.status).toBe('RUNNING');
    const dead = await find(silent.id);
    expect(dead).toMatchObject({ status: 'FAILED', error: { detail: { cause: 'never_spoke' } } });
    expect(dead?.error?.detail).not.toHaveProperty('nodeName');
  });

  test('does not take a LOCAL run along that speaks through another node, not even as it starts again', async () => {
    const world = await setup();
    const { ada, bob, find, boot } = world;
    const run = await ada.start('walker', LOCAL);
    ada.kill();
    await speak(world, bob, run.id, 80);
    await boot({ name: 'ada:1' });
    expect((await find(run.id))?.status).toBe('RUNNING');
    await speak(world, bob, run.id, 20);
    expect((await find(run.id))?.status).toBe('RUNNING');
  });
});

describe('a node that starts', () => {
  test('fails the LOCAL runs of its own former life at once, and of no node that lives', async () => {
    const { ada, bob, find, boot, clock } = await setup();
    const [mine, theirs] = [await ada.start('mine', LOCAL), await bob.start('theirs', LOCAL)];
    ada.kill();
    await clock.advance(1000);
    await boot({ name: 'ada:1' });
    expect(await find(mine.id)).toMatchObject({
      status: 'FAILED',
      error: { detail: { cause: 'server_restarted', decidedBy: 'startup' } },
    });
    expect((await find(theirs.id))?.status).toBe('RUNNING');
  });

  test('fails none of a node of another name that lost its lock a moment ago', async () => {
    const { bob, find, boot, held } = await setup();
    const run = await bob.start('theirs', LOCAL);
    held.delete(bob.nodes.id);
    await boot({ name: 'cai:1', recovery: 'all' });
    expect((await find(run.id))?.status).toBe('RUNNING');
  });

  test('fails those of a node that stopped, and of one that nobody knows', async () => {
    const { ada, find, boot, clock, raw } = await setup();
    const [stopped, unknown] = [await ada.start('stopped', LOCAL), await ada.start('x', LOCAL)];
    await raw(`UPDATE "ScrapeRun" SET "nodeId" = 'whoever' WHERE id = ?`, [unknown.id]);
    await ada.stop();
    await clock.advance(1000);
    await boot({ name: 'cai:1' });
    const dead = await find(stopped.id);
    expect(dead).toMatchObject({ status: 'FAILED', error: { detail: { nodeName: 'ada:1' } } });
    expect((await find(unknown.id))?.status).toBe('FAILED');
  });

  test.each([
    ['leaves REMOTE deadlines and records no gap while another hears', true],
    ['gives REMOTE runs a fresh window and records the gap when nobody heard', false],
  ])('%s', async (_what, othersLive) => {
    const { ada, bob, find, boot, clock, store } = await setup();
    const { id } = await ada.start('remote', { staleAfterSeconds: 60 });
    await clock.advance(30_000);
    ada.kill();
    if (!othersLive) bob.kill();
    await clock.advance(20_000);
    const cai = await boot({ name: 'cai:1' });
    const run = await find(id);
    expect(run?.deadlineAt).toBe(NEW_YEAR + (othersLive ? 60_000 : 110_000));
    await clock.advance(1000);
    const { rows } = await store.hearing.gaps({ cursor: null, limit: 9 });
    expect(rows.map(({ reason }) => reason)).toEqual(othersLive ? [] : ['restarted']);
    expect(cai.nodes.company()).toMatchObject({ heard: othersLive, alone: !othersLive });
  });

  test.each([true, false])(
    'claims what nobody claims, and all where it is told to, only when alone (%s)',
    async (alone) => {
      const { ada, bob, find, boot, clock, raw } = await setup();
      const unclaimed = await ada.start('unclaimed', LOCAL);
      const remote = await ada.start('remote');
      await raw('UPDATE "ScrapeRun" SET "nodeId" = NULL');
      ada.kill();
      if (alone) bob.kill();
      await clock.advance(16_000);
      await boot({ name: 'cai:1', recovery: 'all' });
      const statuses = [(await find(unclaimed.id))?.status, (await find(remote.id))?.status];
      expect(statuses).toEqual(Array(2).fill(alone ? 'FAILED' : 'RUNNING'));
    },
  );
});

describe('a node that was taken for gone', () => {
  test('is back with its next beat, and its LOCAL runs live on', async () => {
    const { ada, bob, clock, held, store, find } = await setup();
    const run = await bob.start('patient', { origin: 'LOCAL', staleAfterSeconds: 600 });
    const [known] = (await store.nodes.present(ada.nodes.id)) ?? [];
    held.delete(bob.nodes.id);
    if (known !== undefined) await store.nodes.markGone(known, clock.now());
    await clock.advance(5000);
    const { nodes } = await ada.nodes.list();
    expect(nodes.map(({ state }) => state)).toEqual(['alive', 'alive']);
    expect((await find(run.id))?.status).toBe('RUNNING');
  });

  test('was listened to for 15 s: what could not be heard meanwhile does not count', async () => {
    const { ada, bob, clock } = await setup();
    await clock.advance(6000);
    ada.kill();
    // Bob stands still for a minute, as when the database is away.
    clock.block(60_000);
    const gone = () => bob.log.lines.some(({ message }) => message === 'a node is gone');
    await clock.advance(14_000);
    expect(gone()).toBe(false);
    await clock.advance(7000);
    expect(gone()).toBe(true);
  });
});
