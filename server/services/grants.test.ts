import { describe, expect, test } from 'vitest';
import { openTestServices as setup, type TestServices } from '../testing/services.ts';

const MINUTE = 60_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';

const grantOf = (runIds: string[], fields: object = {}) => ({
  runIds,
  seconds: 600,
  actor: null,
  reason: null,
  ...fields,
});

const deadlineOf = async (app: TestServices, id: string) =>
  (await app.store.runs.find(id, app.clock.now()))?.deadlineAt;

describe('a grant of time', () => {
  test('moves the deadline to that far from now, and tells the board and the timers', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(9 * MINUTE);
    const { granted, refused } = await app.grants.grant(grantOf([id]));
    const until = app.clock.now() + 10 * MINUTE;
    const grantedUntil = new Date(until).toISOString();
    expect(granted).toMatchObject([{ id, grantedUntil, deadlineAt: grantedUntil }]);
    expect(refused).toEqual([]);
    expect(app.deadlines.at(-1)).toBe(until);
    expect(app.suspects.at(-1)).toBe(until - 2.5 * MINUTE);
    expect(app.live.told.at(-1)).toEqual({ what: 'progressed', run: granted[0] });
  });

  test('never brings a deadline nearer', async () => {
    await using app = await setup();
    const id = await app.start();
    const before = await deadlineOf(app, id);
    await app.grants.grant(grantOf([id], { seconds: 1 }));
    expect(await deadlineOf(app, id)).toBe(before);
  });

  test('is recorded with who gave it and why', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(MINUTE);
    await app.grants.grant(grantOf([id], { seconds: 900, actor: 'Ada', reason: 'a slow page' }));
    await app.grants.grant(grantOf([id], { seconds: 1200 }));
    const detail = await app.store.runs.detail(id, app.clock.now());
    const grantedAt = app.clock.now();
    expect(detail?.extensions).toEqual([
      {
        grantedAt,
        seconds: 900,
        deadlineAt: grantedAt + 15 * MINUTE,
        actor: 'Ada',
        reason: 'a slow page',
      },
      {
        grantedAt,
        seconds: 1200,
        deadlineAt: grantedAt + 20 * MINUTE,
        actor: null,
        reason: null,
      },
    ]);
  });

  test('refuses what is over and what is not there, and gives the others their time', async () => {
    await using app = await setup();
    const [alive, over] = [await app.start('books'), await app.start('shoes')];
    await app.runs.report(over, [{ type: 'finish', outcome: 'completed' }]);
    const { granted, refused } = await app.grants.grant(grantOf([over, alive, NOBODY, over]));
    expect(granted.map(({ id }) => id)).toEqual([alive]);
    expect(refused).toEqual([
      { runId: over, reason: 'closed' },
      { runId: NOBODY, reason: 'not_found' },
    ]);
  });

  test('ends suspicion without a recovery, and lets it begin anew before its end', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(7.5 * MINUTE);
    await app.suspicion.look();
    const { granted } = await app.grants.grant(grantOf([id]));
    expect(granted[0]?.suspectedAt).toBeNull();
    await app.suspicion.look();
    const kinds = () => app.live.told.map(({ what }) => what);
    expect(kinds()).toEqual(['started', 'suspected', 'progressed']);
    expect(await app.suspicion.nextSuspectAt()).toBe(app.clock.now() + 7.5 * MINUTE);
    await app.clock.advance(7.5 * MINUTE);
    await app.suspicion.look();
    expect(kinds().at(-1)).toBe('suspected');
  });

  test('keeps a run alive for as long, and no longer', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.clock.advance(9 * MINUTE);
    await app.grants.grant(grantOf([id]));
    await app.clock.advance(10 * MINUTE - 1);
    expect((await app.sweeper.sweep({ trigger: 'watchdog' })).marked).toEqual([]);
    await app.clock.advance(1);
    const { marked } = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(marked).toMatchObject([{ runId: id, evidence: { cause: 'never_spoke' } }]);
    expect(marked[0]?.evidence?.grantedUntil).toBe('2026-01-01T00:19:00.000Z');
  });

  test('is no sign of life, and the next one gives back the ordinary deadline', async () => {
    await using app = await setup();
    const id = await app.start();
    const { granted } = await app.grants.grant(grantOf([id], { seconds: 7200 }));
    expect(granted[0]?.lastSignAt).toBe('2026-01-01T00:00:00.000Z');
    await app.clock.advance(MINUTE);
    await app.beat(id);
    expect(await deadlineOf(app, id)).toBe(app.clock.now() + 10 * MINUTE);
  });
});
