import { describe, expect, test } from 'vitest';
import { createSystemClock } from '../system-clock.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { openVigil as setup } from '../testing/vigil.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('while the database is away for a quarter of an hour', () => {
  test('no run that goes on beating dies, and the dead are found within threshold and a minute', async () => {
    await using app = await setup();
    const ids = await app.startMany(200, 120);
    const [alive, dead] = [ids.slice(10), ids.slice(0, 10)];
    await app.beatOn(ids, 20, 60);
    await app.takeAway();
    await app.beatOn(alive, 20, 15 * 60);
    expect(app.dead()).toEqual([]);
    await app.bringBack();
    await app.beatOn(alive, 20, 120 + 60);
    expect(app.dead().sort()).toEqual(dead.map((_, n) => `s${n}`));
    expect(new Set(app.sweepsOfDeaths()).size).toBe(1);
    const detail = (await app.store.runs.find(dead[0] ?? '', app.clock.now()))?.error?.detail;
    expect(detail).toMatchObject({ cause: 'went_silent', staleAfterSeconds: 120 });
  });

  test('a run that can beat again only a minute after its return lives', async () => {
    await using app = await setup();
    const [id = ''] = await app.startMany(1, 120);
    await app.clock.advance(119 * SECOND);
    await app.takeAway();
    await app.clock.advance(15 * MINUTE);
    await app.bringBack();
    await app.clock.advance(59 * SECOND);
    await app.beat(id);
    await app.clock.advance(119 * SECOND);
    expect(app.dead()).toEqual([]);
  });
});

describe('a process that stood still for ten minutes', () => {
  test('kills nobody for it, and finds the dead within their threshold and a minute', async () => {
    await using app = await setup();
    const [dead = '', ...alive] = await app.startMany(10, 60);
    await app.beatOn([dead, ...alive], 10, 50);
    app.clock.block(10 * MINUTE);
    await app.clock.advance(0);
    expect(app.dead()).toEqual([]);
    await app.beatOn(alive, 10, 120);
    expect(app.dead()).toEqual(['s0']);
  });

  test('finds a run that was dead before it as soon as its patience is over', async () => {
    await using app = await setup();
    await app.startMany(1, 60);
    await app.clock.advance(59 * SECOND);
    app.clock.block(10 * MINUTE);
    await app.clock.advance(MINUTE);
    expect(app.dead()).toEqual(['s0']);
    const [death] = app.live.told.filter(({ what }) => what === 'ended');
    expect(death).toMatchObject({
      run: {
        error: { detail: { cause: 'never_spoke', silentForSeconds: 719, heardForSeconds: 119 } },
      },
    });
  });
});

describe('a clock that leaps an hour forward', () => {
  test('kills nobody who is alive, and the dead are found in time', async () => {
    await using app = await setup();
    const [dead = '', ...alive] = await app.startMany(10, 60);
    await app.beatOn([dead, ...alive], 10, 30);
    app.clock.jump(app.clock.now() + HOUR);
    await app.beatOn(alive, 10, 120);
    expect(app.dead()).toEqual(['s0']);
    expect((await app.store.hearing.gaps({ cursor: null, limit: 9 })).rows).toMatchObject([
      { reason: 'jumped', startedAt: NEW_YEAR + 30 * SECOND, runs: 10 },
    ]);
  });
});

describe('a clock that is set back an hour', () => {
  test('changes nothing: our time goes on, so do the runs, and the dead are found in time', async () => {
    const host = createFakeClock();
    const { now } = createSystemClock({ wall: host.now, steady: host.steady, after: host.after });
    await using app = await setup({ clock: { ...host, now } });
    const [dead = '', ...alive] = await app.startMany(10, 60);
    await app.beatOn([dead, ...alive], 10, 30);
    host.jump(host.now() - HOUR);
    await app.beatOn(alive, 10, 60);
    expect(app.dead()).toEqual(['s0']);
    await app.beatOn(alive, 10, 120);
    expect(app.dead()).toEqual(['s0']);
    expect((await app.store.hearing.gaps({ cursor: null, limit: 9 })).rows).toEqual([]);
  });
});
