import { expect, test } from 'vitest';
import { openTestServices as setup, type TestServices } from '../testing/services.ts';

const TEN_MINUTES = 600_000;
const ROUNDS = 60;

/** One run a round, each exactly at its threshold, so that whoever comes first decides. */
async function dueRuns(app: TestServices): Promise<string[]> {
  const ids: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) ids.push(await app.start(`s${round}`));
  await app.clock.advance(TEN_MINUTES);
  return ids;
}

/** The same among so many living ones that no storm is suspected. */
async function dueRunsOfMany(app: TestServices): Promise<string[]> {
  const ids = await dueRuns(app);
  for (let alive = 0; alive < ROUNDS; alive += 1) await app.start(`alive${alive}`);
  return ids;
}

/** How often a run was ended in the store: rev counts every write, errors every death. */
async function deathsOf(app: TestServices, id: string): Promise<number> {
  const detail = await app.store.runs.detail(id, app.clock.now());
  return detail?.errors.filter(({ errorType }) => errorType === 'stale').length ?? 0;
}

test('a beat that races a mark either saves the run or is refused, never both and never neither', async () => {
  await using app = await setup();
  for (const [round, id] of (await dueRuns(app)).entries()) {
    const beat = () =>
      app.beat(id).then(
        () => 'saved',
        (error: { code?: string }) => error.code,
      );
    const sweep = () => app.sweeper.sweep({ trigger: 'manual', runIds: [id] });
    const [spoke, swept] =
      round % 2 === 0
        ? await Promise.all([beat(), sweep()])
        : await Promise.all([sweep(), beat()]).then(([a, b]) => [b, a] as const);
    const saved = spoke === 'saved';
    expect(spoke === 'saved' || spoke === 'run_closed').toBe(true);
    expect(swept.marked).toHaveLength(saved ? 0 : 1);
    expect(swept.spared.map(({ reason }) => reason)).toEqual(saved ? ['spoke'] : []);
    expect(await app.statusOf(id)).toBe(saved ? 'RUNNING' : 'FAILED');
    expect(await deathsOf(app, id)).toBe(saved ? 0 : 1);
    expect(app.live.endings(id)).toBe(saved ? 0 : 1);
  }
});

test('a finish that races a mark ends the run exactly once', async () => {
  await using app = await setup();
  for (const [round, id] of (await dueRuns(app)).entries()) {
    const finish = () =>
      app.runs.report(id, [{ type: 'finish', outcome: 'completed' }]).then(
        () => 'COMPLETED',
        () => 'FAILED',
      );
    const sweep = () => app.sweeper.sweep({ trigger: 'manual', runIds: [id] });
    const both = round % 2 === 0 ? [finish(), sweep()] : [sweep(), finish()];
    await Promise.all(both);
    const ended = (await both[round % 2]) as string;
    expect(await app.statusOf(id)).toBe(ended);
    expect(await deathsOf(app, id)).toBe(ended === 'FAILED' ? 1 : 0);
    expect(app.live.endings(id)).toBe(1);
  }
});

test('a sweep by button that races one by the timer marks each run once', async () => {
  await using app = await setup();
  const ids = await dueRunsOfMany(app);
  const sweeps = await Promise.all([
    app.sweeper.sweep({ trigger: 'deadline' }),
    app.sweeper.sweep({ trigger: 'manual' }),
    app.sweeper.sweep({ trigger: 'manual', runIds: ids }),
    app.sweeper.sweep({ trigger: 'watchdog' }),
  ]);
  const marked = sweeps.flatMap((sweep) => sweep.marked.map(({ runId }) => runId));
  expect(marked.sort()).toEqual([...ids].sort());
  for (const id of ids) {
    expect(await deathsOf(app, id)).toBe(1);
    expect(app.live.endings(id)).toBe(1);
  }
});

test('two passes that go round the sweeper still mark each run once', async () => {
  await using app = await setup();
  const ids = await dueRunsOfMany(app);
  const { signal } = new AbortController();
  const sweeps = await Promise.all([
    app.detection.detectStaleRuns({ trigger: 'watchdog' }, signal),
    app.detection.detectStaleRuns({ trigger: 'manual' }, signal),
  ]);
  expect(sweeps.reduce((sum, sweep) => sum + sweep.marked.length, 0)).toBe(ids.length);
  for (const id of ids) expect(app.live.endings(id)).toBe(1);
});
