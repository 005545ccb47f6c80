import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Migration, readMigrations } from '../server/store/migration-files.ts';
import { PRISMA_FOLDER, SQLITE, writeMigration } from './new-migration.ts';
import { openSchemaEngine } from './schema-engine.ts';

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-history-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(PRISMA_FOLDER, folder, { recursive: true });
  const schemaFile = join(folder, 'schema.prisma');
  const schema = await readFile(schemaFile, 'utf8');
  const migrations = await readMigrations(join(folder, 'migrations'));
  const url = `file:${join(folder, 'applied.db')}`;
  return {
    folder,
    schema,
    migrations,
    /** Changes the copy of the schema. */
    async edit(from: string, to: string) {
      expect(schema).toContain(from);
      await writeFile(schemaFile, schema.replace(from, to));
    },
    /** A database that has the migrations, and then `more`. */
    async databaseWith(more: string) {
      const database = await new PrismaLibSql({ url }).connect();
      for (const { sql } of migrations) await database.executeScript(sql);
      await database.executeScript(more);
      return openSchemaEngine(url, schema);
    },
  };
}

describe('the history of migrations', () => {
  test('yields exactly the schema', async () => {
    const { migrations, schema } = await setup();
    expect(migrations.length).toBeGreaterThan(1);
    expect(await SQLITE.missingSql(migrations, schema)).toBe('');
  });

  test.each([
    ['an extra column', 'ALTER TABLE "Sweep" ADD COLUMN "host" TEXT'],
    ['an extra index', 'CREATE INDEX "extra" ON "ScrapeError"("occurredAt")'],
    ['a missing index', 'DROP INDEX "ScrapeRun_status_deadlineAt_idx"'],
    ['an extra table', 'CREATE TABLE "Extra" ("id" TEXT NOT NULL PRIMARY KEY)'],
  ])('is seen to differ where a database has %s', async (_what, sql) => {
    const { databaseWith } = await setup();
    const engine = await databaseWith(sql);
    expect(await engine.diffToSchema()).not.toBe('');
  });

  test('that leaves an index out is told which one', async () => {
    const { migrations, schema } = await setup();
    const [first] = migrations as [Migration, ...Migration[]];
    const lacking = { name: first.name, sql: first.sql.replace(/CREATE INDEX "Sweep_.*;/, '') };
    expect(await SQLITE.missingSql([lacking], schema)).toContain(
      'CREATE INDEX "Sweep_startedAt_id_idx"',
    );
  });
});

describe('migration:new', () => {
  const AT = new Date('2030-02-03T04:05:06.789Z');

  test('has nothing to do while the schema is unchanged, and writes nothing', async () => {
    const { folder, migrations } = await setup();
    expect(await writeMigration(SQLITE, folder, 'more', AT)).toBeNull();
    expect(await readMigrations(join(folder, 'migrations'))).toEqual(migrations);
  });

  test('writes what a new column needs, and then has nothing to do', async () => {
    const { folder, edit } = await setup();
    await edit('  durationMs Int\n', '  durationMs Int\n  host String?\n');
    const written = await writeMigration(SQLITE, folder, 'sweeps_have_hosts', AT);
    expect(written).toBe(join(folder, 'migrations', '20300203040506_sweeps_have_hosts'));
    expect(await readFile(join(written ?? '', 'migration.sql'), 'utf8')).toContain(
      'ALTER TABLE "Sweep" ADD COLUMN "host" TEXT',
    );
    expect(await readdir(join(folder, 'migrations'))).toContain('migration_lock.toml');
    expect(await writeMigration(SQLITE, folder, 'again', AT)).toBeNull();
  });
});
