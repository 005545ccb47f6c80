import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { openPostgresAdapter } from './schema-engine-postgres.ts';

/** One migration of the history, by its folder's name. */
export interface MigrationText {
  name: string;
  sql: string;
}

/** Prisma's schema engine on one database, without a network. */
export interface SchemaEngine {
  /** The SQL that would turn the database into the schema; empty when they agree. */
  diffToSchema(): Promise<string>;
  /** Applies what is missing as `prisma migrate deploy` does; the names of what it applied. */
  deploy(migrations: readonly MigrationText[]): Promise<string[]>;
  /** Lets go of the database. */
  close(): Promise<void>;
}

/**
 * Prisma's own loader imports the `.wasm` file as a module, which Node cannot; so the engine is
 * instantiated here by hand. It reaches the database, of either engine, through the driver adapter.
 */
export async function openSchemaEngine(databaseUrl: string, schema: string): Promise<SchemaEngine> {
  await instantiate();
  const files = [{ path: 'schema.prisma', content: schema }];
  const filters = { externalTables: [], externalEnums: [] };
  const { factory, provider, close } = adapterFor(databaseUrl);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
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
          lockfile: { path: 'migration_lock.toml', content: lockFileOf(provider) },
          shadowDbInitScript: '',
          migrationDirectories: migrations.map(({ name, sql }) => ({
            path: name,
            migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
          })),
        },
      });
      return appliedMigrationNames;
    },
    close,
  };
}

/** What Prisma keeps beside the migrations to know their engine. */
export function lockFileOf(provider: 'sqlite' | 'postgresql'): string {
  return `# Names the engine that the migrations are for.\nprovider = "${provider}"\n`;
}

interface Adapter {
  provider: 'sqlite' | 'postgresql';
  factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

function adapterFor(databaseUrl: string): Adapter {
  if (databaseUrl.startsWith('file:')) {
    const factory = new PrismaLibSql({ url: databaseUrl });
    return { provider: 'sqlite', factory, close: async () => {} };
  }
  return { provider: 'postgresql', ...openPostgresAdapter(databaseUrl) };
}

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
