import { onTestFinished } from 'vitest';
import type { Clock } from '../domain/ports.ts';
import type { Session } from '../store/jobs.ts';
import { ENGINE } from './engine.ts';
import { createFakeClock } from './fake-clock.ts';
import { createRecordingLog } from './quiet.ts';
import type { TestStore } from './store.ts';

/** Has the database refuse rows as a broken constraint would; the answer ends that. */
export async function refuse(
  { raw }: Pick<TestStore, 'raw'>,
  event: 'INSERT' | 'UPDATE',
  table: string,
  when = '',
): Promise<() => Promise<unknown>> {
  const condition = when === '' ? '' : `WHEN (${when})`;
  if (ENGINE === 'sqlite') {
    await raw(`CREATE TRIGGER refusal BEFORE ${event} ON "${table}" ${condition}
      BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    return () => raw('DROP TRIGGER refusal');
  }
  await raw(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$`);
  await raw(`CREATE TRIGGER refusal BEFORE ${event} ON "${table}" FOR EACH ROW ${condition}
    EXECUTE FUNCTION refuse()`);
  return () => raw(`DROP TRIGGER refusal ON "${table}"`);
}

/** Holds the lock that whoever writes runs needs, as another program would; the answer lets go. */
export async function holdLock({ raw }: Pick<TestStore, 'raw'>): Promise<() => Promise<unknown>> {
  await raw(ENGINE === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  if (ENGINE === 'postgres') await raw('LOCK TABLE "ScrapeRun" IN SHARE MODE');
  return () => raw('ROLLBACK');
}

/** A session of its own on the database of a store, closed when the test ends. */
export async function openTestSession(
  { databaseUrl, path }: Pick<TestStore, 'databaseUrl' | 'path'>,
  clock: Clock = createFakeClock(),
): Promise<Omit<Session, 'presence'>> {
  const session = await openOn(databaseUrl, path, clock);
  onTestFinished(() => session.close());
  return session;
}

async function openOn(databaseUrl: string, path: string, clock: Clock) {
  const log = createRecordingLog();
  if (ENGINE === 'sqlite') {
    const { openSession } = await import('../store/sqlite/session.ts');
    return openSession({ location: { path, databaseUrl }, clock, log });
  }
  const { addressOf } = await import('../store/postgres/address.ts');
  const { openSession } = await import('../store/postgres/session.ts');
  return openSession({ address: addressOf(databaseUrl), node: 'a session', clock, log });
}
