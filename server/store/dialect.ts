import type { sqliteDialect } from './sqlite/dialect.ts';

/** The statements that each engine says in its own words; what they yield is the same. */
export type Dialect = typeof sqliteDialect;
