import { describe, expect, onTestFinished, test } from 'vitest';
import { planReport } from '../../domain/report.ts';
import { anId, aRun, reportTo } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { startCluster } from '../../testing/postgres-cluster.ts';
import { openTestDatabase } from '../../testing/postgres-databases.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { openTestStore } from '../../testing/store.ts';
import { openTcpProxy } from '../../testing/tcp-proxy.ts';
import { createStore } from '../store.ts';

const beat = { type: 'heartbeat' } as const;

/** A store that reaches its database by a way that can be cut. */
async function setup() {
  const { url, client } = await openTestDatabase();
  const proxy = await openTcpProxy(Number(new URL(url).port));
  const databaseUrl = Object.assign(new URL(url), { port: `${proxy.port}` }).href;
  const { store, log } = await openTestStore({ databaseUrl });
  await aRun(store);
  return { store, log, proxy, client };
}

describe('a connection that is lost', () => {
  test('fails at most the call that it was lost in, and is made again by the next', async () => {
    const { store, proxy } = await setup();
    for (const use of [
      () => store.runs.ping(),
      () => store.hearing.probe(),
      () => reportTo(store, anId(1), NEW_YEAR, beat),
    ]) {
      await use();
      proxy.cut();
      await use().catch((failure: unknown) =>
        expect(failure).toMatchObject({ code: 'unavailable' }),
      );
      await use();
    }
  });

  test('in the middle of a transaction fails it as unavailable, and nothing of it is there', async () => {
    const { store, proxy } = await setup();
    const cut = store.runs.report(anId(1), NEW_YEAR, (run) => {
      proxy.cut();
      return planReport(run, [beat], NEW_YEAR, 0);
    });
    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.runs.find(anId(1), NEW_YEAR)).toMatchObject({ rev: 0 });
  });

  test('before a commit was answered fails it as unavailable; by its seq a retry is not written twice', async () => {
    const { store, proxy } = await setup();
    proxy.loseAnswerTo('COMMIT');
    const say = () => reportTo(store, anId(1), NEW_YEAR, { ...beat, seq: 0 });
    await expect(say()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await say()).toMatchObject({ before: { rev: 1, lastSeq: 0 }, duplicates: 1 });
  });

  test('by a server that ends all sessions is told once in the log, and so is its return', async () => {
    const { store, client, log } = await setup();
    for (let n = 0; n < 3; n += 1) {
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`);
      await store.runs.ping().catch(() => {});
    }
    await store.runs.ping();
    const said = log.lines.map(({ message }) => message);
    const failures = said.filter((message) => message.includes('does not answer'));
    const returns = said.filter((message) => message === 'The database answers again');
    expect(returns).toHaveLength(failures.length);
  });
});

test('a server that is killed makes calls unavailable, loses nothing it acknowledged, and is found again', async () => {
  const cluster = await startCluster({ durable: true });
  onTestFinished(() => cluster.stop());
  const log = createRecordingLog();
  const clock = createFakeClock();
  const store = createStore({ databaseUrl: cluster.url('postgres'), clock, log });
  onTestFinished(() => store.stop());
  await store.start();
  await aRun(store);
  let acknowledged = 0;
  const say = async () => {
    const line = { type: 'log', level: 'info', message: 'said' } as const;
    await reportTo(store, anId(1), NEW_YEAR, line);
    acknowledged += 1;
  };
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    let up = true;
    const talk = async () => {
      while (up) await say();
    };
    const talks = Promise.allSettled([talk(), talk(), talk()]);
    while (acknowledged % 20 < 10) await say();
    await cluster.end(signal);
    up = false;
    await talks;
    for (const call of [() => store.runs.ping(), () => store.hearing.probe(), say]) {
      await expect(call()).rejects.toMatchObject({
        code: 'unavailable',
        message: 'The database does not answer; try again in a moment.',
      });
    }
    await cluster.start();
    await say();
    await store.hearing.probe();
    const found = await store.runs.detail(anId(1), NEW_YEAR);
    expect(found?.logs.length).toBeGreaterThanOrEqual(acknowledged);
  }
  const text = JSON.stringify(log.lines);
  expect(text).not.toContain(new URL(cluster.url('x')).password);
});
