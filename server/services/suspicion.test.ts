import { describe, expect, test } from 'vitest';
import { aForeignPhase } from '../testing/factories.ts';
import type { Told } from '../testing/recording-live.ts';
import { openTestServices as setup, type TestServices } from '../testing/services.ts';
import { createSuspicion } from './suspicion.ts';

const MINUTE = 60_000;
const THREE_QUARTERS = 7.5 * MINUTE;

/** What was told of suspicion, in order. */
function incidents({ live }: TestServices): Told['what'][] {
  const kinds = ['suspected', 'recovered'];
  return live.told.map(({ what }) => what).filter((what) => kinds.includes(what));
}

/** A run that is suspected at three quarters of its ten minutes. */
async function suspect(app: TestServices, scraper?: string): Promise<string> {
  const id = await app.start(scraper);
  await app.clock.advance(THREE_QUARTERS);
  await app.suspicion.look();
  expect(incidents(app).at(-1)).toBe('suspected');
  return id;
}

const rowOf = async (app: TestServices, id: string) =>
  await app.store.runs.find(id, app.clock.now());

describe('a run that stays silent', () => {
  test('is suspected exactly at three quarters of its stale-after, and not before', async () => {
    await using app = await setup();
    const id = await app.start();
    const from = app.clock.now() + THREE_QUARTERS;
    expect([app.suspects, await app.suspicion.nextSuspectAt()]).toEqual([[from], from]);
    await app.clock.advance(THREE_QUARTERS - 1);
    await app.suspicion.look();
    expect(incidents(app)).toEqual([]);
    await app.clock.advance(1);
    expect(await app.suspicion.look()).toEqual({ judgedAt: from });
    const suspectedAt = new Date(from).toISOString();
    expect(app.live.told.at(-1)).toMatchObject({ what: 'suspected', run: { id, suspectedAt } });
    expect(await rowOf(app, id)).toMatchObject({ suspectedAt: from, status: 'RUNNING' });
    expect(app.metrics.total('flatline_suspected_total')).toBe(1);
  });

  test('is told of once an incident, however often it is looked at', async () => {
    await using app = await setup();
    await suspect(app);
    for (let look = 0; look < 5; look += 1) {
      await app.clock.advance(1000);
      await app.suspicion.look();
    }
    expect(incidents(app)).toEqual(['suspected']);
  });

  test('is told of once, though the server starts anew', async () => {
    await using app = await setup();
    const id = await suspect(app);
    const { store, live, clock, ear, metrics, log } = app;
    const next = createSuspicion({ store: store.suspicion, live, clock, ear, metrics, log });
    await next.start();
    await next.look();
    expect(incidents(app)).toEqual(['suspected']);
    await aForeignPhase(app, { runId: id, phase: 'detail', startedAt: clock.now() });
    await next.look();
    expect(incidents(app)).toEqual(['suspected', 'recovered']);
  });

  test('is told of once over a storm that holds it, and killed in the end', async () => {
    await using app = await setup();
    for (let n = 0; n < 5; n += 1) await app.start(`s${n}`);
    await app.clock.advance(THREE_QUARTERS);
    await app.suspicion.look();
    await app.clock.advance(2.5 * MINUTE);
    const held = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(held.spared.map(({ reason }) => reason)).toEqual(Array(5).fill('held'));
    await app.clock.advance(2 * MINUTE - 1);
    await app.suspicion.look();
    expect(incidents(app)).toEqual(Array(5).fill('suspected'));
    await app.clock.advance(1);
    const { marked } = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(marked.map(({ evidence }) => evidence?.cause)).toEqual(
      Array(5).fill('fell_silent_together'),
    );
    await app.suspicion.look();
    expect(incidents(app)).toHaveLength(5);
    expect(await app.suspicion.nextSuspectAt()).toBeNull();
  });

  test('is told of once over a gap in the hearing, which moves its deadline', async () => {
    await using app = await setup({ observed: true });
    await app.observer.start();
    const id = await suspect(app);
    const before = await rowOf(app, id);
    app.clock.block(5 * MINUTE);
    await app.suspicion.look();
    const after = await rowOf(app, id);
    expect(after?.deadlineAt).toBeGreaterThanOrEqual((before?.deadlineAt ?? 0) + 5 * MINUTE);
    expect(after?.suspectedAt).toBe(before?.suspectedAt);
    expect(incidents(app)).toEqual(['suspected']);
  });

  test('is not suspected for a silence that could not be heard', async () => {
    await using app = await setup({ observed: true });
    await app.observer.start();
    const id = await app.start();
    app.clock.block(9 * MINUTE);
    await app.suspicion.look();
    expect(incidents(app)).toEqual([]);
    expect(await rowOf(app, id)).toMatchObject({ suspectedAt: null });
  });

  test('that is given a later deadline is looked at before that one', async () => {
    await using app = await setup();
    const id = await app.start();
    const deadlineAt = app.clock.now() + 20 * MINUTE;
    await app.raw('UPDATE "ScrapeRun" SET "deadlineAt" = ? WHERE id = ?', [
      new Date(deadlineAt).toISOString().replace('Z', '+00:00'),
      id,
    ]);
    await app.clock.advance(THREE_QUARTERS);
    await app.suspicion.look();
    expect(incidents(app)).toEqual([]);
    expect(await app.suspicion.nextSuspectAt()).toBe(deadlineAt - 2.5 * MINUTE);
  });
});

describe('a suspected run', () => {
  test('is looked at again within a second, for as long as there is one', async () => {
    await using app = await setup();
    const id = await suspect(app);
    expect(await app.suspicion.nextSuspectAt()).toBe(app.clock.now() + 1000);
    await app.beat(id);
    await app.suspicion.look();
    expect(await app.suspicion.nextSuspectAt()).toBe(app.clock.now() + THREE_QUARTERS);
  });

  test('is cleared by its next report, which tells it itself, once', async () => {
    await using app = await setup();
    const id = await suspect(app);
    await app.beat(id);
    expect(app.live.told.at(-1)).toMatchObject({ what: 'recovered', run: { suspectedAt: null } });
    await app.suspicion.look();
    await app.beat(id);
    expect(incidents(app)).toEqual(['suspected', 'recovered']);
    expect(app.metrics.total('flatline_recovered_total')).toBe(1);
  });

  test('that finishes has not recovered: it is over', async () => {
    await using app = await setup();
    const id = await suspect(app);
    await app.runs.report(id, [{ type: 'finish', outcome: 'completed' }]);
    await app.suspicion.look();
    expect(incidents(app)).toEqual(['suspected']);
    expect(await app.suspicion.nextSuspectAt()).toBeNull();
  });

  test('is cleared by a phase that another program wrote, even one from before', async () => {
    await using app = await setup();
    const id = await suspect(app);
    const startedAt = app.clock.now() - 2000;
    await aForeignPhase(app, { runId: id, phase: 'detail', startedAt });
    await app.clock.advance(1000);
    await app.suspicion.look();
    expect(incidents(app)).toEqual(['suspected', 'recovered']);
    const row = await rowOf(app, id);
    expect(row).toMatchObject({ suspectedAt: null, suspectAt: startedAt + THREE_QUARTERS });
    const told = app.live.told.at(-1);
    expect(told).toMatchObject({ what: 'recovered', run: { id, rev: row?.rev } });
  });

  test('that spoke while it was looked at is left to its report', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(THREE_QUARTERS);
    const { store, live, clock, ear, metrics, log } = app;
    const suspicion = createSuspicion({
      store: {
        ...store.suspicion,
        async candidates(now) {
          const runs = await store.suspicion.candidates(now);
          await app.beat(id);
          return runs;
        },
      },
      ...{ live, clock, ear, metrics, log },
    });
    await suspicion.look();
    expect(incidents(app)).toEqual([]);
    expect(await rowOf(app, id)).toMatchObject({ suspectedAt: null });
  });

  test('that falls silent again is another incident', async () => {
    await using app = await setup();
    const id = await suspect(app);
    await app.beat(id);
    await app.clock.advance(THREE_QUARTERS);
    await app.suspicion.look();
    expect(incidents(app)).toEqual(['suspected', 'recovered', 'suspected']);
  });
});

test('a look while the database is away fails, and the next one makes up for it', async () => {
  await using app = await setup({ observed: true });
  await app.observer.start();
  const id = await app.start();
  await app.clock.advance(THREE_QUARTERS);
  const { store, live, clock, metrics, log } = app;
  const deaf = {
    settle: () => Promise.reject(new Error('away')),
    hearing: () => app.ear.hearing(),
  };
  const parts = { store: store.suspicion, live, clock, metrics, log };
  await expect(createSuspicion({ ...parts, ear: deaf }).look()).rejects.toThrow('away');
  expect(incidents(app)).toEqual([]);
  await app.suspicion.look();
  expect(incidents(app)).toEqual(['suspected']);
  expect(await rowOf(app, id)).toMatchObject({ suspectedAt: app.clock.now() });
});
