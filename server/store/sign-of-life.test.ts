import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, signOfLife, staleAt } from '../domain/staleness.ts';
import { ENGINE } from '../testing/engine.ts';
import { aMark, anId, aSweepWrite } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { openTestStore } from '../testing/store.ts';
import { aWrittenRun, signsOf, writeRuns } from '../testing/written-runs.ts';
import { Prisma } from './generated/sqlite/client.ts';
import { signOfLife as signOfLifeOnPostgres } from './postgres/runs.sql.ts';
import { signOfLife as signOfLifeOnSqlite } from './sqlite/runs.sql.ts';

/** When the pass looks; late on a day, so that forms that say days alone lie in the past. */
const NOW = NEW_YEAR + 50_000_123;

const signOfLifeInSql = ENGINE === 'sqlite' ? signOfLifeOnSqlite : signOfLifeOnPostgres;

const RUNS = fc.array(aWrittenRun(NOW), { minLength: 8, maxLength: 8 });

test('the database’s sign of life is the domain’s, whatever was written', async () => {
  const opened = await openTestStore();
  const { sql, values } = Prisma.sql`
    SELECT ${signOfLifeInSql(NOW)} AS at FROM "ScrapeRun" r ORDER BY r."id"`;
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await writeRuns(opened, runs);
      const rows = await opened.raw(sql, values as number[]);
      expect(rows.map(({ at }) => at)).toEqual(
        runs.map((run) => signOfLife(signsOf(run, NOW), NOW).at),
      );
    }),
    { numRuns: 40 },
  );
});

test('a record read back carries the same signs', async () => {
  const opened = await openTestStore();
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await writeRuns(opened, runs);
      const ids = runs.map((_, index) => anId(index));
      const read = new Map(
        (await opened.store.stale.byIds(ids, NOW)).map((run) => [run.id, run] as const),
      );
      expect(ids.map((id) => read.get(id))).toMatchObject(runs.map((run) => signsOf(run, NOW)));
    }),
    { numRuns: 20 },
  );
});

test('a pass marks what the domain judges silent and re-arms the rest of the due, to the millisecond', async () => {
  const opened = await openTestStore();
  await fc.assert(
    fc.asyncProperty(RUNS, async (runs) => {
      await writeRuns(opened, runs);
      const ids = runs.map((_, index) => anId(index));
      // All are handed over as if they had been judged silent: the database has the last word.
      const marks = (await opened.store.stale.byIds(ids, NOW)).map((run) => aMark(run, NOW));
      const written = await opened.store.stale.sweep(aSweepWrite({ now: NOW, marks }));
      const expected = runs.map((run, index) => {
        const signs = signsOf(run, NOW);
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
