/** The schema for PostgreSQL that says the same as `schema`, which is for SQLite. */
export function derivePostgresSchema(schema: string): string;
