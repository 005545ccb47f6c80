import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openVigil, type Vigil } from '../testing/vigil.ts';
import { createStormGuard } from './storm-guard.ts';

const SECOND = 1000;

/** Runs with a patience of a minute; all but the first `silent` of them go on beating. */
async function setup(count: number, silent: number) {
  const app = await openVigil();
  const ids = await app.startMany(count, 60);
  const [fallen, alive] = [ids.slice(0, silent), ids.slice(silent)];
  return {
    ...app,
    fallen,
    alive,
    /** Lets the living beat for so many seconds. */
    goOn: (seconds: number) => app.beatOn(alive, 10, seconds),
  };
}

/** What the dashboards were told of storms, in order. */
function stormsTold({ live }: Vigil) {
  return live.told.flatMap((told) => (told.what === 'watchdogChanged' ? [told.state.storm] : []));
}

/** What the deaths of a scraper's runs are said to come from. */
function causesOf({ live }: Vigil, scraper: string) {
  const deaths = live.told.flatMap((told) => (told.what === 'ended' ? [told.run] : []));
  return deaths
    .filter((run) => run.scraper === scraper)
    .map(({ error }) => (error?.detail as { cause?: string } | null)?.cause);
}

describe('many runs that fall silent at once', () => {
  test('are held for one window and then marked together, by one sweep', async () => {
    await using app = await setup(10, 6);
    await app.goOn(60);
    expect(app.dead()).toEqual([]);
    const storm = await app.guard.current();
    expect(storm).toMatchObject({
      startedAt: new Date(NEW_YEAR + 60 * SECOND).toISOString(),
      until: new Date(NEW_YEAR + 120 * SECOND).toISOString(),
      silent: 6,
      live: 10,
    });
    expect(new Set(storm?.runIds)).toEqual(new Set(app.fallen));
    await app.goOn(59);
    expect(app.dead()).toEqual([]);
    await app.goOn(1);
    expect(new Set(app.dead())).toEqual(new Set(['s0', 's1', 's2', 's3', 's4', 's5']));
    expect(new Set(app.sweepsOfDeaths()).size).toBe(1);
    expect(await app.guard.current()).toBeNull();
    expect(stormsTold(app).map((told) => told?.id ?? null)).toEqual([storm?.id, null]);
    expect(app.metrics.total('flatline_storms_total')).toBe(1);
  });

  test('are told as the cause of each other', async () => {
    await using app = await setup(10, 6);
    await app.goOn(120);
    for (const told of app.live.told) {
      if (told.what !== 'ended') continue;
      expect(told.run.error?.detail).toMatchObject({
        cause: 'fell_silent_together',
        heldSince: new Date(NEW_YEAR + 60 * SECOND).toISOString(),
        silentForSeconds: 120,
        heardForSeconds: 120,
      });
    }
    expect(app.dead()).toHaveLength(6);
  });

  test.each([
    [4, 4],
    [10, 5],
  ])('are no storm when of %i there are %i', async (count, silent) => {
    await using app = await setup(count, silent);
    await app.goOn(60);
    expect(app.dead()).toHaveLength(silent);
    expect(await app.guard.current()).toBeNull();
  });

  test('are held together even when their deadlines are spread', async () => {
    await using app = await openVigil();
    const ids = await app.startMany(10, 60);
    for (const id of ids.slice(0, 6)) {
      await app.clock.advance(SECOND);
      await app.beat(id);
    }
    await app.beatOn(ids.slice(6), 10, 70);
    expect(app.dead()).toEqual([]);
    expect((await app.guard.current())?.runIds).toHaveLength(6);
    await app.beatOn(ids.slice(6), 10, 60);
    expect(app.dead()).toHaveLength(6);
    expect(new Set(app.sweepsOfDeaths()).size).toBe(1);
  });

  test('are spared when they speak meanwhile, and no longer held', async () => {
    await using app = await setup(10, 7);
    await app.goOn(60);
    const [back = ''] = app.fallen;
    await app.beat(back);
    await app.goOn(10);
    expect((await app.guard.current())?.runIds).not.toContain(back);
    await app.goOn(49);
    await app.beat(back);
    await app.goOn(1);
    expect(app.dead()).toHaveLength(6);
    expect(await app.statusOf(back)).toBe('RUNNING');
  });

  test('that all speak again end the storm, and falling silent again is held anew', async () => {
    await using app = await setup(10, 6);
    await app.goOn(61);
    for (const id of app.fallen) await app.beat(id);
    await app.goOn(2);
    expect(stormsTold(app).at(-1)).toBeNull();
    await app.goOn(58);
    expect((await app.guard.current())?.runIds).toHaveLength(6);
    expect(app.dead()).toEqual([]);
    expect(app.metrics.total('flatline_storms_total')).toBe(2);
  });

  test('are not held twice: those who come late die at their own deadline', async () => {
    await using app = await setup(10, 9);
    for (let n = 0; n < 5; n += 1) {
      await app.runs.start({ scraper: `late${n}`, staleAfterSeconds: 150 });
    }
    await app.goOn(120);
    expect(app.dead()).toHaveLength(9);
    await app.goOn(30);
    expect(app.dead().slice(9)).toEqual(['late0', 'late1', 'late2', 'late3', 'late4']);
    expect(app.metrics.total('flatline_storms_total')).toBe(1);
    expect(causesOf(app, 'late0')).toEqual(['fell_silent_together']);
  });

  test('are held anew when they have come since a storm that ended a moment ago', async () => {
    await using app = await setup(10, 10);
    await app.goOn(121);
    expect(app.dead()).toHaveLength(10);
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const { run } = await app.runs.start({ scraper: `next${n}`, staleAfterSeconds: 20 });
      ids.push(run.id);
    }
    await app.goOn(28);
    expect(app.dead()).toHaveLength(10);
    for (const id of ids) await app.beat(id);
    await app.goOn(10);
    expect(app.dead()).toHaveLength(10);
    expect(app.metrics.total('flatline_storms_total')).toBe(2);
  });
});

describe('an operator in a storm', () => {
  test('who says that they are dead ends it', async () => {
    await using app = await setup(10, 6);
    await app.goOn(60);
    const runIds = app.fallen;
    const { marked } = await app.sweeper.sweep({ trigger: 'manual', runIds, actor: 'ada' });
    expect(marked.map(({ evidence }) => evidence?.cause)).toEqual(
      Array(6).fill('fell_silent_together'),
    );
    await app.clock.advance(0);
    expect(stormsTold(app).at(-1)).toBeNull();
    expect(await app.guard.current()).toBeNull();
  });

  test('who gives them time ends it, and they die without another window', async () => {
    await using app = await setup(10, 6);
    await app.goOn(60);
    await app.grants.grant({ runIds: app.fallen, seconds: 600, actor: 'ada', reason: null });
    await app.goOn(2);
    expect(stormsTold(app).at(-1)).toBeNull();
    await app.goOn(597);
    expect(app.dead()).toEqual([]);
    await app.goOn(1);
    expect(app.dead()).toHaveLength(6);
  });

  test('is told of a storm by a preview, not held back by it', async () => {
    await using app = await setup(10, 6);
    await app.goOn(60);
    const preview = await app.sweeper.sweep({ trigger: 'manual', dryRun: true });
    expect(preview.marked).toEqual([]);
    expect(preview.spared.map(({ reason }) => reason)).toEqual(Array(6).fill('not_due'));
  });
});

test('a gap in the hearing moves the end of a storm on', async () => {
  await using app = await setup(10, 6);
  await app.goOn(60);
  const before = await app.guard.current();
  await app.goOn(10);
  app.clock.block(30 * SECOND);
  await app.goOn(2);
  const after = await app.guard.current();
  expect(Date.parse(after?.until ?? '')).toBeGreaterThanOrEqual(
    Date.parse(before?.until ?? '') + 30 * SECOND,
  );
  expect(app.dead()).toEqual([]);
});

describe('a storm that another node holds', () => {
  /** The node that saw it, and a guard of another one. */
  async function twoNodes() {
    const app = await setup(10, 6);
    const { store, clock, metrics, log } = app;
    let changes = 0;
    const bulletin = {
      changed() {
        changes += 1;
      },
    };
    const other = createStormGuard({ store: store.stale, bulletin, clock, metrics, log });
    return {
      ...app,
      other,
      changes: () => changes,
      learn: async () =>
        other.learn(await store.stale.byIds([...app.fallen, ...app.alive], clock.now())),
    };
  }

  test('is shown here as well, once, and ends here when it ends', async () => {
    await using app = await twoNodes();
    await app.goOn(60);
    await app.learn();
    await app.learn();
    expect(app.changes()).toBe(1);
    const [theirs, ours] = [await app.guard.current(), await app.other.current()];
    expect(ours).toMatchObject({ until: theirs?.until, startedAt: theirs?.startedAt, live: 10 });
    expect(new Set(ours?.runIds)).toEqual(new Set(app.fallen));
    await app.goOn(60);
    expect(await app.other.current()).toBeNull();
    await app.other.stop();
  });

  test('is none while nobody is held', async () => {
    await using app = await twoNodes();
    await app.goOn(30);
    await app.learn();
    expect(await app.other.current()).toBeNull();
  });
});
