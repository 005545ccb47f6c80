import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/** One migration of the history, by its folder's name. */
export interface MigrationText {
  name: string;
  sql: string;
}

/** Prisma's schema engine on one SQLite file, without a network. */
export interface SchemaEngine {
  /** The SQL that would turn the database into the schema; empty when they agree. */
  diffToSchema(): Promise<string>;
  /** Applies what is missing as `prisma migrate deploy` does; the names of what it applied. */
  deploy(migrations: readonly MigrationText[]): Promise<string[]>;
}

/**
 * Prisma's own loader imports the `.wasm` file as a module, which Node cannot; so the engine is
 * instantiated here by hand. It reaches the database through the driver adapter.
 */
export async function openSchemaEngine(databaseUrl: string, schema: string): Promise<SchemaEngine> {
  await instantiate();
  const files = [{ path: 'schema.prisma', content: schema }];
  const filters = { externalTables: [], externalEnums: [] };
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new PrismaLibSql({ url: databaseUrl })),
  );
  return {
    async diffToSchema() {
      const { exitCode, stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '.' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters,
      });
      return exitCode === 0 ? '' : (stdout ?? '');
    },
    async deploy(migrations) {
      const { appliedMigrationNames } = await engine.applyMigrations({
        filters,
        migrationsList: {
          baseDir: '.',
          lockfile: { path: 'migration_lock.toml', content: LOCK_FILE },
          shadowDbInitScript: '',
          migrationDirectories: migrations.map(({ name, sql }) => ({
            path: name,
            migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
          })),
        },
      });
      return appliedMigrationNames;
    },
  };
}

/** What Prisma keeps beside the migrations to know their engine. */
export const LOCK_FILE = '# Names the engine that the migrations are for.\nprovider = "sqlite"\n';

let instantiated = false;

async function instantiate(): Promise<void> {
  if (instantiated) return;
  const { resolve } = createRequire(import.meta.url);
  const script = resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(script.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  instantiated = true;
}
