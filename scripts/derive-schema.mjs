// The schema of PostgreSQL, derived from the one place where the models are written.

/** What differs on PostgreSQL; each of these must be met in the schema, or it has outgrown this page. */
const DIFFERENCES = [
  [/provider = "sqlite"/, 'provider = "postgresql"'],
  [/generated\/sqlite"/, 'generated/postgres"'],
  // The zone is kept in mind by the database: another program's session may have any.
  [/^(\s+\w+\s+DateTime\??)/gm, '$1 @db.Timestamptz(3)'],
  // As it was written: `jsonb` would sort the keys, and knows fewer texts.
  [/^(\s+\w+\s+Json\??)/gm, '$1 @db.Json'],
  // In PostgreSQL's own words, or Prisma would see it differ from what the database has.
  [
    /dbgenerated\("'(\d{4}-\d\d-\d\d)T[^']*'"\)/g,
    `dbgenerated("'$1 00:00:00+00'::timestamp with time zone")`,
  ],
];

/** The schema for PostgreSQL that says the same as `schema`, which is for SQLite. */
export function derivePostgresSchema(schema) {
  return DIFFERENCES.reduce((derived, [pattern, replacement]) => {
    if (derived.search(pattern) < 0) throw new Error(`prisma/schema.prisma has no ${pattern}.`);
    return derived.replace(pattern, replacement);
  }, schema);
}
