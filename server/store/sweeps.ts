import type { Clock, Mark, StaleStore, SweepWrite, SweepWritten } from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import type { SweepRecord } from '../domain/sweep.ts';
import type { Millis } from '../domain/time.ts';
import type { Prisma } from './generated/sqlite/client.ts';
import type { Db } from './jobs.ts';
import { idsOf, runsOf } from './row.ts';

/** Writes one pass within a transaction; see {@link StaleStore}. */
export async function writeSweep(db: Db, clock: Clock, write: SweepWrite): Promise<SweepWritten> {
  const { now, marks, hold, signal } = write;
  signal.throwIfAborted();
  const changed = await failStill(db, write);
  await bury(db, marks, changed, now);
  const ids = marks.map(({ runId }) => runId);
  const unmarked = ids.filter((id) => !changed.has(id));
  const toHold = hold?.runIds ?? [];
  const held = hold === null ? NONE : await idsOf(db, db.sql.updateHeld(toHold, hold.until, now));
  // Whoever is neither marked nor held has spoken: a deadline that stayed due would spin the timer.
  const rearmed = await idsOf(
    db,
    db.sql.updateRearmed([...write.rearm, ...unmarked, ...toHold], now),
  );
  db.changed(changed.keys(), write.sweep?.id);
  db.changed([...held, ...rearmed]);
  const marked = await failedBy(db, marks, changed, now);
  const after = await runsAfter(db, [...new Set([...unmarked, ...rearmed, ...held])], now);
  const asTheyAre = (some: Iterable<string>) => [...some].flatMap((id) => after.get(id) ?? []);
  // What was decided and what could be written may differ: who spoke in between is spared.
  const sweep = await record(db, clock, write.sweep, (decided) => ({
    marked: changed.size,
    spared: decided.spared + unmarked.length,
  }));
  // The last moment: what follows is the commit.
  signal.throwIfAborted();
  return {
    marked,
    spared: asTheyAre(unmarked),
    rearmed: asTheyAre(rearmed),
    held: asTheyAre(held),
    sweep,
  };
}

/** Writes the startup's recovery within a transaction; see {@link StaleStore}. */
export async function writeRecovery(
  db: Db,
  clock: Clock,
  recovery: Parameters<StaleStore['recover']>[0],
): Promise<SweepWritten> {
  const { now, origins, isOrphan = () => true, errorOf, sweep } = recovery;
  const running = await runsOf(db, db.sql.selectRunning(now));
  const nodes = await executors(db);
  const nodeOf = ({ id }: RunRecord) => nodes.get(id) ?? null;
  const orphans = running
    .filter(({ origin }) => origins.includes(origin))
    .filter((run) => isOrphan(run, nodeOf(run)));
  const marks = orphans.map((run) => ({ runId: run.id, error: errorOf(run, nodeOf(run)) }));
  const ids = marks.map(({ runId }) => runId);
  const changed = await idsOf(db, db.sql.updateOrphaned(ids, now));
  await bury(db, marks, changed, now);
  db.changed(changed, sweep.id);
  if (recovery.keepsDeadlines !== true) db.changed(running.map(({ id }) => id));
  const spared =
    recovery.keepsDeadlines === true
      ? running.length - changed.size
      : await db.execute(db.sql.updateAllRearmed(now));
  const after = await runsAfter(db, [...changed], now);
  const examined = changed.size + spared;
  const recorded = await record(db, clock, examined === 0 ? null : sweep, () => ({
    examined,
    marked: changed.size,
    spared,
  }));
  // Nobody listens before the first sweep, so what was re-armed is not read back.
  return { marked: [...after.values()], spared: [], rearmed: [], held: [], sweep: recorded };
}

/** The nodes that execute RUNNING runs, by the id of the run. */
async function executors(db: Db): Promise<Map<string, string>> {
  const claimed = await db.models.scrapeRun.findMany({
    where: { status: 'RUNNING', nodeId: { not: null } },
    select: { id: true, nodeId: true },
  });
  return new Map(claimed.flatMap(({ id, nodeId }) => (nodeId === null ? [] : [[id, nodeId]])));
}

/** Records a pass. */
export async function insertSweep(db: Db, sweep: SweepRecord): Promise<void> {
  await db.models.sweep.create({ data: { ...sweep, startedAt: new Date(sweep.startedAt) } });
  db.swept(sweep.id);
}

const NONE: ReadonlySet<string> = new Set();

type Death = Pick<Mark, 'runId' | 'error' | 'run'>;

/** The runs that were changed, each with its rev where the engine tells that. */
type Changed = ReadonlyMap<string, number | null>;

/** Fails what is still as it was judged, in a statement a verdict. */
async function failStill(db: Db, { marks, rule, now }: SweepWrite): Promise<Changed> {
  const idsFor = (verdict: Mark['verdict']) =>
    marks.filter((mark) => mark.verdict === verdict).map(({ runId }) => runId);
  const changed = await failedOf(db, db.sql.updateStale(idsFor('silent'), rule, now));
  const stuck = idsFor('stuck');
  if (stuck.length === 0) return changed;
  return new Map([...changed, ...(await failedOf(db, db.sql.updateStuck(stuck, now)))]);
}

async function failedOf(db: Db, statement: Prisma.Sql): Promise<Changed> {
  const rows = await db.query<{ id: string; rev?: number | bigint }>(statement);
  return new Map(rows.map(({ id, rev }) => [id, rev === undefined ? null : Number(rev)]));
}

/** What belongs to a death: its error, and the end of the open phase. */
async function bury(
  db: Db,
  deaths: readonly Death[],
  ids: Pick<ReadonlySet<string>, 'has' | 'size' | 'keys'>,
  now: Millis,
): Promise<void> {
  if (ids.size === 0) return;
  await db.execute(db.sql.insertFatalErrors(deaths.filter(({ runId }) => ids.has(runId))));
  await db.execute(db.sql.updatePhasesClosed([...ids.keys()], now));
}

/** The runs that these marks changed, as they are after them, in the order of the marks. */
async function failedBy(
  db: Db,
  marks: readonly Death[],
  changed: Changed,
  now: Millis,
): Promise<RunRecord[]> {
  const known = new Map(marks.flatMap((mark) => knownAfter(mark, changed.get(mark.runId), now)));
  const unknown = [...changed.keys()].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const runs = await runsOf(db, db.sql.selectJustFailed(unknown, now));
    for (const run of runs) known.set(run.id, run);
  }
  return marks.flatMap(({ runId, error }) => {
    const run = known.get(runId);
    return run === undefined ? [] : [{ ...run, error }];
  });
}

/** The run that was judged, as its mark leaves it; none where another has written it in between. */
function knownAfter(
  { runId, run }: Death,
  rev: number | null | undefined,
  now: Millis,
): [string, RunRecord][] {
  if (run === undefined || rev !== run.rev + 1) return [];
  return [[runId, { ...run, status: 'FAILED', finishedAt: now, rev }]];
}

async function runsAfter(
  db: Db,
  ids: readonly string[],
  now: Millis,
): Promise<Map<string, RunRecord>> {
  if (ids.length === 0) return new Map();
  return new Map((await runsOf(db, db.sql.selectByIds(ids, now))).map((run) => [run.id, run]));
}

/** Records a pass by what it really did, and how long that took. */
async function record(
  db: Db,
  clock: Clock,
  decided: SweepRecord | null,
  correct: (decided: SweepRecord) => Partial<SweepRecord>,
): Promise<SweepRecord | null> {
  if (decided === null) return null;
  const durationMs = Math.max(0, clock.now() - decided.startedAt);
  const sweep = { ...decided, ...correct(decided), durationMs };
  await insertSweep(db, sweep);
  return sweep;
}
