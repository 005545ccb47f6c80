import { expect, test } from 'vitest';
import { NO_JSON } from '../testing/engine.ts';
import { aFilter, anId, aRun, reportTo } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestStore } from '../testing/store.ts';

async function setup() {
  const opened = await openTestStore();
  await aRun(opened.store);
  return {
    ...opened,
    /** The silences that a report at `seconds` after the start finds, and those that it leaves. */
    async say(seconds: number, phase?: string) {
      const event = phase === undefined ? HEARTBEAT : { type: 'phase' as const, phase };
      const told = await reportTo(opened.store, anId(1), NEW_YEAR + seconds * 1000, event);
      if (told.verdict !== 'accepted') throw new Error(told.verdict);
      return { before: told.before.silences, after: told.run.silences };
    },
  };
}

const HEARTBEAT = { type: 'heartbeat' } as const;

test('the silences of a run are kept from report to report, a phase', async () => {
  const { say } = await setup();
  expect((await say(3)).before).toEqual({});
  await say(4, 'crawl');
  const { before, after } = await say(104);
  expect(before).toEqual({ '': { count: 2, longest: 3000, histogram: [0, 1, 1] } });
  expect(after).toEqual({
    ...before,
    crawl: { count: 1, longest: 100_000, histogram: [0, 0, 0, 0, 0, 0, 0, 1] },
  });
  expect((await say(104)).before).toEqual(after);
});

test('only a report pays for them: whoever reads a run otherwise gets none', async () => {
  const { store, say } = await setup();
  await say(3);
  const now = NEW_YEAR + 3_600_000;
  const reads = [
    await store.runs.find(anId(1), now),
    (await store.runs.detail(anId(1), now))?.run,
    ...(await store.runs.running(now)),
    ...(await store.runs.list(aFilter(), now)).rows,
    ...(await store.stale.due(now)),
    ...(await store.stale.byIds([anId(1)], now)),
    ...(await store.suspicion.candidates(now)),
  ];
  expect(reads.map((run) => run?.silences)).toEqual(Array.from({ length: 7 }, () => ({})));
});

test.each([...NO_JSON, '[1]', '7', '{"":{"count":-1,"longest":2,"histogram":[]}}', '""'])(
  'what another program left in their place (%s) is no silence, and no report fails of it',
  async (written) => {
    const { say, raw } = await setup();
    await raw('UPDATE "ScrapeRun" SET silences = ?', [written]);
    const { before, after } = await say(3);
    expect(before).toEqual({});
    expect(after).toEqual({ '': { count: 1, longest: 3000, histogram: [0, 0, 1] } });
    expect((await say(3)).before).toEqual(after);
  },
);
