import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BootFailure } from '../../domain/errors.ts';
import { aRun } from '../../testing/factories.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { openBareDatabase, openClient } from '../../testing/postgres-databases.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { createStore } from '../store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/postgres/migrations', import.meta.url));

/** An empty database, and a copy of the migrations that a test may add to. */
async function setup() {
  const databaseUrl = await openBareDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'flatline-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(MIGRATIONS, folder, { recursive: true });
  const client = await openClient(databaseUrl);
  const log = createRecordingLog();
  const aStore = () => {
    const parts = { databaseUrl, clock: createFakeClock(), log, migrationsFolder: folder };
    const store = createStore(parts);
    onTestFinished(() => store.stop());
    return store;
  };
  return {
    aStore,
    log,
    query: async (sql: string) => (await client.query(sql)).rows,
    names: async () =>
      (
        await client.query('SELECT migration_name FROM _prisma_migrations ORDER BY started_at, 1')
      ).rows.map(({ migration_name: name }) => name as string),
    async addMigration(name: string, sql: string) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'migration.sql'), sql);
    },
  };
}

describe('the migrations', () => {
  test('are applied once, by however many nodes start at once, and nobody fails', async () => {
    const { aStore, names, log } = await setup();
    const stores = [aStore(), aStore(), aStore()];
    await Promise.all(stores.map((store) => store.start()));
    expect(await names()).toHaveLength(1);
    expect(log.lines.filter(({ message }) => message === 'Applied a migration')).toHaveLength(1);
    for (const [n, store] of stores.entries()) await aRun(store, { id: `run-${n}` });
    expect(await stores[0]?.runs.countRunning()).toBe(3);
  });

  test('that are new are applied to what is there', async () => {
    const { aStore, addMigration, names, query } = await setup();
    const before = aStore();
    await before.start();
    await aRun(before);
    await before.stop();
    await addMigration('29990101000000_more', 'ALTER TABLE "Sweep" ADD COLUMN "host" TEXT;');
    const store = aStore();
    await store.start();
    expect(await names()).toContain('29990101000000_more');
    expect(await query('SELECT "host" FROM "Sweep"')).toEqual([]);
    expect(await store.runs.countRunning()).toBe(1);
  });

  test('that fail leave everything as it was, and the next start tries again', async () => {
    const { aStore, addMigration, names, query } = await setup();
    await addMigration(
      '29990101000000_broken',
      'CREATE TABLE "Half" (id int); ALTER TABLE "Nowhere" ADD COLUMN x int;',
    );
    for (const attempt of [1, 2]) {
      const failed = aStore().start();
      await expect(failed, `attempt ${attempt}`).rejects.toThrow(BootFailure);
      await expect(failed).rejects.toThrow(/cannot be used: relation "Nowhere" does not exist/);
    }
    expect(await names()).toHaveLength(1);
    expect(await query(`SELECT to_regclass('"Half"')::text AS half`)).toEqual([{ half: null }]);
  });
});

describe('a database is refused, and left alone', () => {
  test('with tables of another program', async () => {
    const { aStore, query } = await setup();
    await query('CREATE TABLE theirs (a int)');
    await expect(aStore().start()).rejects.toThrow(
      /holds tables that Flatline did not make; name another database\.$/,
    );
    expect(
      await query(`SELECT relname FROM pg_class WHERE relkind = 'r'
      AND relnamespace = 'public'::regnamespace`),
    ).toEqual([{ relname: 'theirs' }]);
  });

  test.each([
    ['a newer Flatline has written', `migration_name = '29990101000000_newer'`, /a newer Flatline/],
    ['was migrated in another form', `checksum = 'another'`, /in another form than this code has/],
    ['was left half way by Prisma', 'finished_at = NULL', /failed half way; restore a backup/],
  ])('that %s', async (_what, change, sentence) => {
    const { aStore, query } = await setup();
    const first = aStore();
    await first.start();
    await first.stop();
    await query(`UPDATE _prisma_migrations SET ${change}`);
    await expect(aStore().start()).rejects.toThrow(sentence);
  });

  test('but not for the tables of an extension, nor for another schema', async () => {
    const { aStore, query } = await setup();
    await query('CREATE SCHEMA other; CREATE TABLE other.theirs (a int)');
    await aStore().start();
  });
});
