import { join } from 'node:path';
import { type Cluster, startCluster } from '../../server/testing/postgres-cluster.ts';

/** The database that a proof's servers are on. */
export interface Database {
  /** What `DATABASE_URL` is; `program` says there who asks. */
  url(program: string): string;
  /** The PostgreSQL; null where it is a file. */
  postgres: Cluster | null;
  close(): Promise<void>;
}

/** A SQLite file in `scratch`. */
export async function openFile(scratch: string): Promise<Database> {
  return { url: () => `file:${join(scratch, 'proof.db')}`, postgres: null, close: async () => {} };
}

/** A PostgreSQL of the proof's own, which keeps what it acknowledges. */
export async function openPostgres(): Promise<Database & { postgres: Cluster }> {
  const postgres = await startCluster({ durable: true });
  return {
    url: (program) => `${postgres.url('postgres')}?application_name=${program}`,
    postgres,
    close: () => postgres.stop(),
  };
}
