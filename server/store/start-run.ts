import { randomUUID } from 'node:crypto';
import type { NewRun, StartVerdict } from '../domain/ports.ts';
import type { StaleAfterSource } from '../domain/run.ts';
import { staleAt } from '../domain/staleness.ts';
import { unsuspected } from '../domain/suspicion.ts';
import { Prisma } from './generated/sqlite/client.ts';
import type { Db } from './jobs.ts';
import { findRun, toWhenStuck } from './row.ts';

/** Starts a run within a transaction; the same scraper and idempotency key give the same run. */
export async function startRun(db: Db, run: NewRun): Promise<StartVerdict> {
  const { now } = run;
  const known = await db.models.scraper.findUnique({ where: { name: run.scraper } });
  if (known !== null && run.idempotencyKey !== null) {
    const earlier = await earlierRun(db, known.id, run.idempotencyKey);
    if (earlier !== null) return { verdict: 'repeated', run: await found(db, earlier, now) };
  }
  if (run.retryOf !== null && !(await exists(db, run.retryOf))) return { verdict: 'unknown_retry' };
  const scraper =
    known ??
    (await db.models.scraper.create({
      data: { id: randomUUID(), name: run.scraper, createdAt: new Date(now) },
    }));
  const { staleAfterSeconds, staleAfterFrom } = patienceOf(run, scraper.staleAfterSeconds);
  await db.models.scrapeRun.create({
    data: {
      id: run.id,
      scraperId: scraper.id,
      origin: run.origin,
      nodeId: run.nodeId,
      trigger: run.trigger,
      retryOfId: run.retryOf,
      startedAt: new Date(now),
      phase: run.phase,
      staleAfterSeconds,
      staleAfterFrom,
      deadlineAt: new Date(staleAt(now, staleAfterSeconds)),
      suspectAt: new Date(unsuspected({ staleAfterSeconds }, now).suspectAt),
      stuckAfterSeconds: scraper.stuckAfterSeconds ?? run.defaultStuckAfterSeconds,
      whenStuck: toWhenStuck(scraper.whenStuck),
      idempotencyKey: run.idempotencyKey,
      meta: run.meta ?? Prisma.DbNull,
    },
  });
  if (run.phase !== null) {
    await db.models.scrapePhaseLog.create({
      data: { runId: run.id, phase: run.phase, startedAt: new Date(now) },
    });
  }
  db.changed([run.id]);
  return { verdict: 'started', run: await found(db, run.id, now) };
}

function patienceOf(
  run: NewRun,
  scrapers: number | null,
): { staleAfterSeconds: number; staleAfterFrom: StaleAfterSource } {
  if (run.staleAfterSeconds !== null) {
    return { staleAfterSeconds: run.staleAfterSeconds, staleAfterFrom: 'run' };
  }
  if (scrapers !== null) return { staleAfterSeconds: scrapers, staleAfterFrom: 'scraper' };
  return { staleAfterSeconds: run.defaultStaleAfterSeconds, staleAfterFrom: 'setting' };
}

async function earlierRun(db: Db, scraperId: string, key: string): Promise<string | null> {
  const earlier = await db.models.scrapeRun.findUnique({
    where: { scraperId_idempotencyKey: { scraperId, idempotencyKey: key } },
    select: { id: true },
  });
  return earlier?.id ?? null;
}

async function exists(db: Db, id: string): Promise<boolean> {
  return (await db.models.scrapeRun.findUnique({ where: { id }, select: { id: true } })) !== null;
}

async function found(db: Db, id: string, now: number) {
  const run = await findRun(db, id, now);
  if (run === null) throw new Error(`The run ${id} vanished within its own transaction.`);
  return run;
}
