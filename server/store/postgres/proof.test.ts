import { describe, expect, test } from 'vitest';
import { anId, aRun, reportTo } from '../../testing/factories.ts';
import { NEW_YEAR } from '../../testing/fake-clock.ts';
import { refuse } from '../../testing/meddling.ts';
import { openClient } from '../../testing/postgres-databases.ts';
import { openTestStore } from '../../testing/store.ts';

async function setup() {
  const opened = await openTestStore();
  await aRun(opened.store);
  const other = await openClient(opened.databaseUrl);
  const position = async () =>
    (await other.query('SELECT pg_current_wal_insert_lsn()::text AS at')).rows[0].at as string;
  return {
    ...opened,
    hearing: opened.store.hearing,
    other,
    beat: () => reportTo(opened.store, anId(1), NEW_YEAR, { type: 'heartbeat' }),
    position,
  };
}

describe('a proof', () => {
  test('fails while the database may only be read, and no longer', async () => {
    const { hearing, raw, other, databaseUrl } = await setup();
    await hearing.probe();
    const name = new URL(databaseUrl).pathname.slice(1);
    const setTo = async (value: string) => {
      await raw(`ALTER DATABASE "${name}" SET default_transaction_read_only = ${value}`);
      await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name = 'flatline'`);
      await hearing.probe().catch(() => {});
    };
    await setTo('on');
    await expect(hearing.probe()).rejects.toThrow('may only be read now');
    await setTo('off');
    await hearing.probe();
  });

  test('writes after a refused report, since a full disk still begins transactions', async () => {
    const { hearing, raw, beat, position } = await setup();
    const allow = await refuse({ raw }, 'UPDATE', 'ScrapeRun');
    await expect(beat()).rejects.toMatchObject({ code: 'unavailable' });
    await allow();
    const before = await position();
    await hearing.probe();
    expect(await position()).not.toBe(before);
    expect(await raw('SELECT * FROM "HearingGap"')).toEqual([]);
  });

  test('fails after a report that met a lock for as long as its holder stands still', async () => {
    const { hearing, other, beat } = await setup();
    await other.query('BEGIN');
    await other.query('UPDATE "ScrapeRun" SET "rev" = "rev"');
    await expect(beat()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(hearing.probe()).rejects.toThrow('is locked by another program');
    await other.query('ROLLBACK');
    await hearing.probe();
    expect(await beat()).toMatchObject({ verdict: 'accepted' });
  });
});
