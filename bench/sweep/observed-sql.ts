import { createClient, type InArgs, type InStatement } from '@libsql/client';
import { withClient } from './dataset.ts';

/** A statement as the store really sent it. */
export interface Observed {
  sql: string;
  args: InArgs;
}

/**
 * The statements that `work` sends to SQLite through any client of this process: what is explained
 * is what ran, not a copy of it.
 */
export async function observe(work: () => Promise<unknown>): Promise<Observed[]> {
  const observed: Observed[] = [];
  const prototype = clientPrototype();
  const execute = prototype.execute;
  prototype.execute = function (this: unknown, statement: InStatement, args?: InArgs) {
    const { sql, args: own = [] } =
      typeof statement === 'string' ? { sql: statement, args } : statement;
    observed.push({ sql, args: own });
    return execute.call(this, statement, args);
  };
  try {
    await work();
  } finally {
    prototype.execute = execute;
  }
  return observed.filter(({ sql }) => /^\s*(SELECT|WITH|UPDATE|INSERT|DELETE)\b/i.test(sql));
}

/** How SQLite goes about a statement, a line a step, indented as it is nested. */
export async function explain(url: string, { sql, args }: Observed): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.execute({ sql: `EXPLAIN QUERY PLAN ${sql}`, args });
    const depths = new Map<unknown, number>();
    return rows.map((row) => {
      const depth = (depths.get(row.parent) ?? -1) + 1;
      depths.set(row.id, depth);
      return `${'  '.repeat(depth)}${String(row.detail)}`;
    });
  });
}

/** The steps of a plan that read a table or an index from end to end. */
export function fullScans(plan: readonly string[]): string[] {
  return plan.filter((step) => /^\s*SCAN /.test(step) && !BOUNDED.test(step));
}

/** What is as long as the question, not as the database; a subquery's own steps are told too. */
const BOUNDED = /CONSTANT ROW|VIRTUAL TABLE|json_each|SCAN \(subquery-\d+\)$/;

interface Executing {
  execute(this: unknown, statement: InStatement, args?: InArgs): Promise<unknown>;
}

function clientPrototype(): Executing {
  const client = createClient({ url: ':memory:' });
  client.close();
  return Object.getPrototypeOf(client) as Executing;
}
