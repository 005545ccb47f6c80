import { access, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openSchemaEngine } from '../../../scripts/schema-engine.ts';
import { BootFailure } from '../../domain/errors.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { openRaw, openTestFolder } from '../../testing/store.ts';
import { readMigrations } from '../migration-files.ts';
import { createStore } from '../store.ts';

const OURS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** A folder with a copy of the migrations, to which a test may add. */
async function setup() {
  const folder = await openTestFolder();
  const migrationsFolder = join(folder, 'migrations');
  await cp(OURS, migrationsFolder, { recursive: true });
  const path = join(folder, "flat'line.db");
  const databaseUrl = `file:${path}`;
  const aStore = () =>
    createStore({
      databaseUrl,
      migrationsFolder,
      clock: createFakeClock(),
      log: createRecordingLog(),
      lockRetryMs: 0,
    });
  return {
    path,
    databaseUrl,
    migrationsFolder,
    /** Starts and stops a store. */
    async boot() {
      const store = aStore();
      await store.start();
      await store.stop();
    },
    async failureOfBoot(): Promise<Error> {
      const failure = await aStore()
        .start()
        .then(
          () => null,
          (error: unknown) => error,
        );
      expect(failure).toBeInstanceOf(BootFailure);
      return failure as Error;
    },
    async addMigration(name: string, sql: string) {
      await mkdir(join(migrationsFolder, name));
      await writeFile(join(migrationsFolder, name, 'migration.sql'), sql);
    },
    copies: async () =>
      (await readdir(dirname(path))).filter((file) => file.includes('.before-')).sort(),
  };
}

const SCRAPER = "INSERT INTO \"Scraper\" (id, name) VALUES ('1', 'books')";

describe('a boot', () => {
  test('records what it applied so that Prisma finds nothing left to do', async () => {
    const { boot, databaseUrl, migrationsFolder } = await setup();
    await boot();
    const schema = await readFile(join(OURS, '..', 'schema.prisma'), 'utf8');
    const engine = await openSchemaEngine(databaseUrl.replace("'", '%27'), schema);
    expect(await engine.deploy(await readMigrations(migrationsFolder))).toEqual([]);
    expect(await engine.diffToSchema()).toBe('');
  });

  test('accepts a database that Prisma has migrated', async () => {
    const { boot, databaseUrl, migrationsFolder } = await setup();
    const schema = await readFile(join(OURS, '..', 'schema.prisma'), 'utf8');
    const engine = await openSchemaEngine(databaseUrl.replace("'", '%27'), schema);
    const migrations = await readMigrations(migrationsFolder);
    expect(await engine.deploy(migrations)).toHaveLength(migrations.length);
    await boot();
    const rows = await openRaw(databaseUrl)('SELECT COUNT(*) AS n FROM _prisma_migrations');
    expect(rows).toEqual([{ n: migrations.length }]);
  });

  test('makes Prisma’s own table of migrations, to the letter', async () => {
    const { boot, databaseUrl, migrationsFolder } = await setup();
    await boot();
    const theirs = `file:${join(migrationsFolder, 'theirs.db')}`;
    await (await openSchemaEngine(theirs, 'datasource db {\n provider = "sqlite"\n}')).deploy([
      { name: '1_one', sql: 'CREATE TABLE a(b)' },
    ]);
    const table = "SELECT sql FROM sqlite_master WHERE name = '_prisma_migrations'";
    expect(await openRaw(databaseUrl)(table)).toEqual(await openRaw(theirs)(table));
  });

  test('keeps no copy where there is nothing to keep or nothing to apply', async () => {
    const { boot, copies } = await setup();
    await boot();
    await boot();
    expect(await copies()).toEqual([]);
  });

  test('keeps a copy before it applies a migration, with what is in the WAL', async () => {
    const { boot, addMigration, copies, databaseUrl, path } = await setup();
    await boot();
    const raw = openRaw(databaseUrl);
    await raw(SCRAPER);
    await addMigration('2999_more', 'ALTER TABLE "Sweep" ADD COLUMN "host" TEXT;');
    await boot();
    expect(await copies()).toEqual([`${basename(path)}.before-2999_more.bak`]);
    const copy = openRaw(`file:${path}.before-2999_more.bak`);
    expect(await copy('SELECT name FROM "Scraper"')).toEqual([{ name: 'books' }]);
    await expect(copy('SELECT host FROM "Sweep"')).rejects.toThrow(/no such column/);
    expect(await raw('SELECT host FROM "Sweep"')).toEqual([]);
  });

  test('never writes over a copy', async () => {
    const { boot, addMigration, copies, failureOfBoot, path } = await setup();
    await boot();
    await writeFile(`${path}.before-2999_more.partial`, 'what a crash left');
    await addMigration('2999_more', 'THIS IS NO SQL');
    await failureOfBoot();
    await failureOfBoot();
    expect(await copies()).toEqual([
      `${basename(path)}.before-2999_more.2.bak`,
      `${basename(path)}.before-2999_more.bak`,
    ]);
  });

  test('applies a migration whole or not at all, and can be mended', async () => {
    const { boot, addMigration, failureOfBoot, databaseUrl, migrationsFolder } = await setup();
    await boot();
    const fine = 'CREATE TABLE "Half" ("id" INTEGER PRIMARY KEY);';
    await addMigration('2999_more', `${fine}\nINSERT INTO "Nowhere" VALUES (1);`);
    expect((await failureOfBoot()).message).toMatch(/^DATABASE_URL .*no such table: Nowhere\.$/);
    const raw = openRaw(databaseUrl);
    await expect(raw('SELECT * FROM "Half"')).rejects.toThrow(/no such table/);
    await writeFile(join(migrationsFolder, '2999_more', 'migration.sql'), fine);
    await boot();
    expect(await raw('SELECT * FROM "Half"')).toEqual([]);
  });

  test('does not lose the children of a table that a migration redefines', async () => {
    const { boot, addMigration, databaseUrl } = await setup();
    await boot();
    const raw = openRaw(databaseUrl);
    await raw(SCRAPER);
    await raw(
      `INSERT INTO "ScrapeRun" (id, "scraperId", "startedAt", "staleAfterSeconds") VALUES ('r', '1', 0, 9)`,
    );
    await raw(
      `INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt") VALUES ('r', 'crawl', 0)`,
    );
    const [{ sql }] = (await raw("SELECT sql FROM sqlite_master WHERE name = 'ScrapeRun'")) as [
      { sql: string },
    ];
    await addMigration(
      '2999_redefine',
      `PRAGMA defer_foreign_keys=ON;
       PRAGMA foreign_keys=OFF;
       ${sql.replace('"ScrapeRun"', '"new_ScrapeRun"')};
       INSERT INTO "new_ScrapeRun" SELECT * FROM "ScrapeRun";
       DROP TABLE "ScrapeRun";
       ALTER TABLE "new_ScrapeRun" RENAME TO "ScrapeRun";
       PRAGMA foreign_keys=ON;
       PRAGMA defer_foreign_keys=OFF;`,
    );
    await boot();
    expect(await raw('SELECT phase FROM "ScrapePhaseLog"')).toEqual([{ phase: 'crawl' }]);
  });
});

describe('a boot is refused in one sentence', () => {
  test.each([
    ['another checksum', "UPDATE _prisma_migrations SET checksum = 'x'", /another form/],
    ['a failed migration', 'UPDATE _prisma_migrations SET finished_at = NULL', /half way/],
    [
      'a migration of a newer version',
      "UPDATE _prisma_migrations SET migration_name = '2999_new'",
      /newer Flatline/,
    ],
  ])('by %s', async (_what, sql, because) => {
    const { boot, failureOfBoot, databaseUrl } = await setup();
    await boot();
    await openRaw(databaseUrl)(sql);
    expect((await failureOfBoot()).message).toMatch(because);
  });

  test('by the database of another program, which stays as it was', async () => {
    const { failureOfBoot, databaseUrl } = await setup();
    const raw = openRaw(databaseUrl);
    await raw('CREATE TABLE theirs(a)');
    expect((await failureOfBoot()).message).toMatch(/tables that Flatline did not make/);
    expect(await raw("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual([
      { name: 'theirs' },
    ]);
  });

  test('by a file that is no database, which stays as it was', async () => {
    const { failureOfBoot, path } = await setup();
    const text = 'not a database, '.repeat(1000);
    await writeFile(path, text);
    expect((await failureOfBoot()).message).toMatch(/^DATABASE_URL .*not a database\.$/);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('by a lock file that cannot be one, and makes no database', async () => {
    const { failureOfBoot, path } = await setup();
    await mkdir(`${path}.lock`);
    expect((await failureOfBoot()).message).toMatch(
      /^DATABASE_URL .*\.lock cannot be opened; check that its folder may be written to\.$/,
    );
    await expect(access(path)).rejects.toThrow(/ENOENT/);
  });
});
