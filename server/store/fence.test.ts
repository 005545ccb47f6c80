import { expect, onTestFinished, test } from 'vitest';
import { planReport } from '../domain/report.ts';
import { anId, aRun } from '../testing/factories.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openTestStore } from '../testing/store.ts';
import { report } from './report.ts';
import { type Db, openSession } from './session.ts';

/**
 * SQLite lets no other writer in between a report's read and its write, but another engine does. So
 * here `meddle` changes the row there, the first time that it is written to.
 */
function meddledWith(db: Db, meddle: () => Promise<unknown>): Db {
  let met = false;
  const runs = new Proxy(db.scrapeRun, {
    get(model, key) {
      if (key !== 'updateMany') return Reflect.get(model, key);
      return async (args: Parameters<typeof db.scrapeRun.updateMany>[0]) => {
        if (!met) await meddle();
        met = true;
        return model.updateMany(args);
      };
    },
  });
  return new Proxy(db, {
    get: (client, key) => (key === 'scrapeRun' ? runs : Reflect.get(client, key)),
  });
}

async function setup() {
  const { store, path, databaseUrl } = await openTestStore();
  await aRun(store);
  const location = { path, databaseUrl };
  const session = openSession({ location, clock: createFakeClock(), log: createRecordingLog() });
  onTestFinished(() => session.close());
  return {
    store,
    /** Reports a heartbeat while `sql` is run in between. */
    beatWhile: (sql: string) =>
      session.write((db) =>
        report(
          meddledWith(db, () => db.$executeRawUnsafe(sql)),
          anId(1),
          NEW_YEAR,
          (run) => planReport(run, [{ type: 'heartbeat' }], NEW_YEAR, NEW_YEAR + 1),
        ),
      ),
  };
}

test('a report that finds the run ended in between is decided anew, and refused', async () => {
  const { store, beatWhile } = await setup();
  expect(await beatWhile(`UPDATE "ScrapeRun" SET status = 'COMPLETED'`)).toMatchObject({
    verdict: 'closed',
    run: { status: 'COMPLETED' },
  });
  expect(await store.runs.find(anId(1), NEW_YEAR)).toMatchObject({
    status: 'COMPLETED',
    lastHeartbeatAt: null,
    rev: 0,
  });
});

test('a report that finds the run gone in between is told so', async () => {
  const { beatWhile } = await setup();
  expect(await beatWhile('DELETE FROM "ScrapeRun"')).toEqual({ verdict: 'not_found' });
});
