import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readMigrations } from '../server/store/migration-files.ts';
import { createStore } from '../server/store/store.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { openBareDatabase, openClient } from '../server/testing/postgres-databases.ts';
import { createRecordingLog } from '../server/testing/quiet.ts';
import { derivePostgresSchema } from './derive-schema.mjs';
import { PRISMA_FOLDER, postgresHistory, writeMigration } from './new-migration.ts';
import { openSchemaEngine } from './schema-engine.ts';

async function setup() {
  const text = await readFile(join(PRISMA_FOLDER, 'schema.prisma'), 'utf8');
  const schema = derivePostgresSchema(text);
  const migrations = await readMigrations(join(PRISMA_FOLDER, 'postgres', 'migrations'));
  const engineOn = async (url: string) => {
    const engine = await openSchemaEngine(url, schema);
    onTestFinished(() => engine.close());
    return engine;
  };
  return { text, schema, migrations, engineOn };
}

describe('the history of PostgreSQL', () => {
  test('yields exactly the schema', async () => {
    const { migrations, text } = await setup();
    const history = postgresHistory(await openBareDatabase());
    expect(await history.missingSql(migrations, history.schemaOf(text))).toBe('');
  });

  test.each([
    ['an extra column', 'ALTER TABLE "Sweep" ADD COLUMN "host" TEXT'],
    ['a column of another type', 'ALTER TABLE "Sweep" ALTER COLUMN "startedAt" TYPE TIMESTAMP(3)'],
    ['another default', `ALTER TABLE "ScrapeRun" ALTER COLUMN "deadlineAt" SET DEFAULT now()`],
    ['an extra index', 'CREATE INDEX "extra" ON "ScrapeError"("occurredAt")'],
    ['a missing index', 'DROP INDEX "ScrapeRun_status_deadlineAt_idx"'],
    ['a missing foreign key', 'ALTER TABLE "ScrapeLog" DROP CONSTRAINT "ScrapeLog_runId_fkey"'],
    ['an extra table', 'CREATE TABLE "Extra" ("id" TEXT NOT NULL PRIMARY KEY)'],
  ])('is seen to differ where a database has %s', async (_what, sql) => {
    const { engineOn } = await setup();
    const url = await openBareDatabase('migrated');
    await (await openClient(url)).query(sql);
    expect(await (await engineOn(url)).diffToSchema()).not.toBe('');
  });

  test('has every text that is a key or in an index compare byte by byte, as on SQLite', async () => {
    const client = await openClient(await openBareDatabase('migrated'));
    const { rows } =
      await client.query(`SELECT DISTINCT a.attrelid::regclass::text || '.' || a.attname AS name
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid::regclass::text LIKE '"%' AND a.atttypid = 'text'::regtype
        AND a.attcollation <> '"C"'::regcollation`);
    expect(rows).toEqual([]);
  });

  test('is the one that Prisma’s own runner knows, whoever came first', async () => {
    const { migrations, schema, engineOn } = await setup();
    const names = migrations.map(({ name }) => name);
    const ours = await openBareDatabase('migrated');
    expect(await (await engineOn(ours)).deploy(migrations)).toEqual([]);
    const theirs = await openBareDatabase();
    const engine = await openSchemaEngine(theirs, schema);
    expect(await engine.deploy(migrations)).toEqual(names);
    // Its lock goes with its connection.
    await engine.close();
    const parts = { clock: createFakeClock(), log: createRecordingLog(), lockRetryMs: 0 };
    const store = createStore({ ...parts, databaseUrl: theirs });
    await store.start();
    expect(await store.runs.countRunning()).toBe(0);
    await store.stop();
  });
});

test('migration:new writes what a new column needs, for PostgreSQL too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flatline-history-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(PRISMA_FOLDER, folder, { recursive: true });
  const { text } = await setup();
  const file = join(folder, 'schema.prisma');
  await writeFile(file, text.replace('  durationMs Int\n', '  durationMs Int\n  host String?\n'));
  const write = async () =>
    writeMigration(
      postgresHistory(await openBareDatabase()),
      folder,
      'sweeps_have_hosts',
      new Date('2030-02-03T04:05:06.789Z'),
    );
  const written = await write();
  expect(written).toBe(join(folder, 'postgres/migrations/20300203040506_sweeps_have_hosts'));
  expect(await readFile(join(written ?? '', 'migration.sql'), 'utf8')).toBe(
    '-- AlterTable\nALTER TABLE "Sweep" ADD COLUMN     "host" TEXT;\n',
  );
  expect(await write()).toBeNull();
});
