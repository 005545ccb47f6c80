import { randomUUID } from 'node:crypto';
import type { Grant, GrantStore } from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import { type Millis, seconds } from '../domain/time.ts';
import type { Db, Jobs } from './jobs.ts';
import { idsOf, runsOf } from './row.ts';

/** Grants of time on an open database. */
export function createGrantStore(session: Jobs): GrantStore {
  return { grant: (grant) => session.write((db) => writeGrant(db, grant)) };
}

async function writeGrant(
  db: Db,
  { runIds, ...grant }: Grant & { now: Millis },
): Promise<{ granted: RunRecord[]; closed: string[] }> {
  const { now } = grant;
  const granted = await idsOf(db, db.sql.updateGranted(runIds, now + seconds(grant.seconds)));
  const rest = runIds.filter((id) => !granted.has(id));
  const closed = rest.length === 0 ? [] : [...(await idsOf(db, db.sql.selectKnown(rest)))];
  if (granted.size === 0) return { granted: [], closed };
  db.changed(granted);
  const extensions = [...granted].map((runId) => ({ id: randomUUID(), runId }));
  await db.execute(db.sql.insertExtensions(extensions, grant));
  return { granted: await runsOf(db, db.sql.selectByIds([...granted], now)), closed };
}
