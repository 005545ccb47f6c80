import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, type Signs, signOfLife, staleAt } from '../domain/staleness.ts';
import { aForeignRun, aMark, anId, aSweepWrite } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { openTestStore, type TestStore } from '../testing/store.ts';
import { aWrittenTime, type WrittenTime } from '../testing/time-forms.ts';
import { Prisma } from './generated/client.ts';
import { signOfLife as signOfLifeInSql } from './sqlite.sql.ts';
import { stamp } from './times.ts';

/** When the pass looks; late on a day, so that forms that say days alone lie in the past. */
const NOW = NEW_YEAR + 50_000_123;

interface WrittenRun {
  startedAt: WrittenTime;
  lastHeartbeatAt: WrittenTime;
  phases: WrittenTime[];
  staleAfterSeconds: number;
  deadlineAt: number;
}

/** Times on both sides of every boundary, exactly on it, and anywhere. */
function aTime(staleAfterSeconds: number): fc.Arbitrary<number> {
  const boundaries = [NOW - staleAfterSeconds * 1000, NOW + 60_000, NOW];
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...boundaries), fc.constantFrom(-1, 0, 1))
      .map(([boundary, off]) => boundary + off),
    fc.integer({ min: NOW - 3 * 86_400_000, max: NOW + 3 * 86_400_000 }),
  );
}

const aWrittenRun: fc.Arbitrary<WrittenRun> = fc
  .constantFrom(1, 60, 600, 604_800)
  .chain((staleAfterSeconds) => {
    const time = aWrittenTime(aTime(staleAfterSeconds));
    return fc.record({
      startedAt: time,
      lastHeartbeatAt: fc.oneof(time, fc.constant({ written: null, at: null })),
      phases: fc.array(time, { maxLength: 3 }),
      staleAfterSeconds: fc.constant(staleAfterSeconds),
      deadlineAt: fc.oneof(fc.constant(0), aTime(600)),
    });
  });

/** Writes the runs as another program would, behind every trigger's back, replacing all others. */
async function write({ raw }: TestStore, runs: WrittenRun[]): Promise<void> {
  await raw('DELETE FROM "ScrapeRun"');
  for (const [index, run] of runs.entries()) {
    const id = anId(index);
    await aForeignRun({ raw }, { id, startedAt: 0, staleAfterSeconds: run.staleAfterSeconds });
    await raw(
      'UPDATE "ScrapeRun" SET "startedAt" = ?, "lastHeartbeatAt" = ?, "deadlineAt" = ? WHERE id = ?',
      [run.startedAt.written, run.lastHeartbeatAt.written, stamp(run.deadlineAt), id],
    );
    for (const { written } of run.phases) {
      await raw('INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt") VALUES (?, ?, ?)', [
        id,
        'p',
        written,
      ]);
    }
  }
}

/** What the domain is told of a run: nothing that cannot be read, no phase that cannot be true. */
function signsOf(run: WrittenRun): Signs {
  const phases = run.phases
    .flatMap(({ at }) => (at === null ? [] : [at]))
    .filter((at) => at <= NOW + 60_000);
  return {
    startedAt: run.startedAt.at ?? 0,
    lastHeartbeatAt: run.lastHeartbeatAt.at,
    lastPhaseAt: phases.length === 0 ? null : Math.max(...phases),
  };
}

const RUNS = fc.array(aWrittenRun, { minLength: 8, maxLength: 8 });

test('the database’s sign of life is the domain’s, whatever was written', async () => {
  const opened = await openTestStore();
  const { sql, values } = Prisma.sql`
    SELECT ${signOfLifeInSql(NOW)} AS at FROM "ScrapeRun" r ORDER BY r."id"`;
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await write(opened, runs);
      const rows = await opened.raw(sql, values as number[]);
      expect(rows.map(({ at }) => at)).toEqual(runs.map((run) => signOfLife(signsOf(run), NOW).at));
    }),
    { numRuns: 40 },
  );
});

test('a record read back carries the same signs', async () => {
  const opened = await openTestStore();
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await write(opened, runs);
      const ids = runs.map((_, index) => anId(index));
      const read = new Map(
        (await opened.store.stale.byIds(ids, NOW)).map((run) => [run.id, run] as const),
      );
      expect(ids.map((id) => read.get(id))).toMatchObject(runs.map(signsOf));
    }),
    { numRuns: 20 },
  );
});

test('a pass marks what the domain judges silent and re-arms the rest of the due, to the millisecond', async () => {
  const opened = await openTestStore();
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await write(opened, runs);
      const ids = runs.map((_, index) => anId(index));
      // All are handed over as if they had been judged silent: the database has the last word.
      const marks = (await opened.store.stale.byIds(ids, NOW)).map((run) => aMark(run, NOW));
      const written = await opened.store.stale.sweep(aSweepWrite({ now: NOW, marks }));
      const expected = runs.map((run, index) => {
        const signs = signsOf(run);
        const { staleAfterSeconds, deadlineAt } = run;
        const judged = judge({ ...aRecord(), ...signs, staleAfterSeconds, deadlineAt }, NOW);
        const rearmed = staleAt(signOfLife(signs, NOW).at, staleAfterSeconds);
        return {
          id: anId(index),
          status: judged === 'silent' ? 'FAILED' : 'RUNNING',
          deadlineAt: judged !== 'silent' && deadlineAt <= NOW ? rearmed : deadlineAt,
        };
      });
      const after = await opened.store.stale.byIds(ids, NOW);
      const sorted = [...after].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(sorted).toMatchObject(expected);
      expect(written.marked.map(({ id }) => id).sort()).toEqual(
        expected.filter(({ status }) => status === 'FAILED').map(({ id }) => id),
      );
    }),
    { numRuns: 40 },
  );
});
