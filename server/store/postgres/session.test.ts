import { describe, expect, test } from 'vitest';
import { Problem } from '../../domain/errors.ts';
import { aNewRun, anId } from '../../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../../testing/fake-clock.ts';
import { openTestSession } from '../../testing/meddling.ts';
import { openTestDatabase } from '../../testing/postgres-databases.ts';
import { settle } from '../../testing/settle.ts';
import { openTestStore } from '../../testing/store.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import type { Db } from '../jobs.ts';
import { startRun } from '../start-run.ts';

const AT = new Date(NEW_YEAR);

/** How long a row, a statement, and a node that stands still in a transaction are waited for. */
const TIMEOUTS = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];

async function setup() {
  const database = await openTestDatabase();
  const opened = { databaseUrl: database.url, path: '' };
  const clock = createFakeClock();
  return {
    ...database,
    clock,
    session: await openTestSession(opened, clock),
    another: () => openTestSession(opened, clock),
    scrapers: async () =>
      (await database.client.query('SELECT id FROM "Scraper" ORDER BY id')).rows,
  };
}

const add = (db: Db, id: string) =>
  db.models.scraper.create({ data: { id, name: id, createdAt: AT } });
const addRaw = (db: Pick<Db, 'execute'>, id: string) =>
  db.execute(Prisma.sql`INSERT INTO "Scraper" (id, name) VALUES (${id}, ${id})`);

describe('a session', () => {
  test('has its way, whatever the database says', async () => {
    const { session, client, spoil } = await setup();
    spoil();
    for (const set of ['synchronous_commit = off', `timezone = 'Asia/Tokyo'`, 'lock_timeout = 0']) {
      await client.query(`ALTER DATABASE "${client.database}" SET ${set}`);
    }
    const shown = (name: string) => Prisma.sql`SELECT current_setting(${name}) AS value`;
    const names = ['synchronous_commit', 'TimeZone', 'transaction_isolation', ...TIMEOUTS];
    const values = await session.write(async (db) => {
      const found = [];
      for (const name of names)
        found.push((await db.query<{ value: string }>(shown(name)))[0]?.value);
      return found;
    });
    expect(values).toEqual(['on', 'UTC', 'read committed', '2s', '20s', '10s']);
  });

  test('has its models and its own statements in one transaction', async () => {
    const { session, scrapers } = await setup();
    const failing = session.write(async (db) => {
      await add(db, 'a');
      await addRaw(db, 'b');
      expect(await db.models.scraper.count()).toBe(2);
      throw new RangeError('a mistake of ours');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await scrapers()).toEqual([]);
    await session.write(async (db) => {
      await add(db, 'a');
      await addRaw(db, 'b');
      expect(await session.read(({ models }) => models.scraper.count())).toBe(0);
    });
    expect(await scrapers()).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  test('gives back times, numbers and JSON as they were written, by models', async () => {
    const { session } = await setup();
    const meta = { b: 1, a: ['\u2028', { deep: null }] };
    await session.write((db) => startRun(db, aNewRun({ meta, now: NEW_YEAR + 7 })));
    const run = await session.read(({ models }) => models.scrapeRun.findFirst());
    expect(run).toMatchObject({ startedAt: new Date(NEW_YEAR + 7), lastSeq: -1, meta, rev: 0 });
    expect(JSON.stringify(run?.meta)).toBe(JSON.stringify(meta));
  });

  test('writes nothing of a transaction in which something had failed unseen', async () => {
    const { session, scrapers } = await setup();
    const broken = session.inTurn((write) =>
      write(async (db) => {
        await addRaw(db, 'a');
        await addRaw(db, 'a').catch(() => {});
      }),
    );
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    expect(await scrapers()).toEqual([]);
  });
});

describe('two nodes that write at once', () => {
  test('the same new scraper both have it', async () => {
    const { session, another, scrapers } = await setup();
    const second = await another();
    const rounds = Array.from({ length: 10 }, (_, n) => n);
    for (const n of rounds) {
      const start = (id: number) => (db: Db) =>
        startRun(db, aNewRun({ id: anId(id), scraper: `shop-${n}` }));
      const both = [session.write(start(2 * n)), second.write(start(2 * n + 1))];
      expect(await Promise.all(both)).toMatchObject(both.map(() => ({ verdict: 'started' })));
    }
    expect(await scrapers()).toHaveLength(10);
  });

  test('rows in opposite orders: neither is told of the deadlock', async () => {
    const { session, another, clock } = await setup();
    const second = await another();
    await session.write(async (db) => {
      await add(db, 'a');
      await add(db, 'b');
    });
    let met = 0;
    let meet = () => {};
    const bothHaveOne = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const touch = (order: [string, string]) => async (db: Db) => {
      const change = (id: string) =>
        db.execute(Prisma.sql`UPDATE "Scraper" SET "retentionDays" =
          COALESCE("retentionDays", 0) + 1 WHERE id = ${id}`);
      await change(order[0]);
      met += 1;
      if (met >= 2) meet();
      await bothHaveOne;
      await change(order[1]);
    };
    const ends = await settle(
      clock,
      Promise.all([session.write(touch(['a', 'b'])), second.write(touch(['b', 'a']))]),
    );
    expect(ends.failure).toBeUndefined();
    const rows = await session.read(({ models }) => models.scraper.findMany());
    expect(rows.map(({ retentionDays }) => retentionDays)).toEqual([2, 2]);
    // One of them had to begin anew.
    expect(met).toBe(3);
  });
});

describe('a row that another program holds', () => {
  test('is waited for two seconds; then the report is refused with what to do', async () => {
    const { store, raw } = await openTestStore();
    await store.runs.start(aNewRun());
    await raw('BEGIN');
    await raw('SELECT 1 FROM "ScrapeRun" FOR UPDATE');
    const cancel = () => store.runs.requestCancel(anId(1), NEW_YEAR);
    await expect(cancel()).rejects.toThrow(Problem);
    await expect(cancel()).rejects.toThrow(/is locked by another program; try again in a moment/);
    await raw('ROLLBACK');
    expect(await cancel()).toMatchObject({ verdict: 'requested' });
  });
});
