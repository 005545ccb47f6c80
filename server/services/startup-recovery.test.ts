import { describe, expect, test } from 'vitest';
import { openTestServices as setup } from '../testing/services.ts';

const TEN_MINUTES = 600_000;
const UNHEARD = '01970000-0000-4000-8000-0000000000ff';

describe('a start after a crash', () => {
  test('fails the LOCAL orphans whatever their silence, and gives REMOTE runs a fresh window', async () => {
    await using app = await setup();
    const local = await app.start('local', { origin: 'LOCAL' });
    const remote = await app.start('remote');
    await app.clock.advance(TEN_MINUTES + 5000);
    await app.beat(local);
    await app.detection.recoverStaleRunsOnStartup();
    const [orphan, spared] = await Promise.all(
      [local, remote].map((id) => app.store.runs.find(id, app.clock.now())),
    );
    expect(orphan).toMatchObject({
      status: 'FAILED',
      error: { errorType: 'stale', detail: { decidedBy: 'startup' } },
    });
    expect(spared).toMatchObject({ status: 'RUNNING', deadlineAt: app.clock.now() + TEN_MINUTES });
  });

  test('fails every RUNNING run where the setting says all', async () => {
    await using app = await setup({ startupRecovery: 'all' });
    const remote = await app.start('remote');
    await app.detection.recoverStaleRunsOnStartup();
    expect(await app.statusOf(remote)).toBe('FAILED');
  });

  test('brings back a deadline that a clock ahead had left in the far future', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.raw(`UPDATE ScrapeRun SET deadlineAt = '2099-01-01T00:00:00.000+00:00'`);
    await app.detection.recoverStaleRunsOnStartup();
    expect((await app.store.runs.find(id, app.clock.now()))?.deadlineAt).toBe(
      app.clock.now() + TEN_MINUTES,
    );
  });

  test('keeps the time that an operator gave, to its end and no longer', async () => {
    await using app = await setup();
    const id = await app.start();
    await app.grants.grant({ runIds: [id], seconds: 7200, actor: 'Ada', reason: 'a slow page' });
    await app.clock.advance(5000);
    await app.detection.recoverStaleRunsOnStartup();
    await app.clock.advance(7_195_000 - 1);
    expect((await app.sweeper.sweep({ trigger: 'watchdog' })).marked).toEqual([]);
    await app.clock.advance(1);
    const { marked } = await app.sweeper.sweep({ trigger: 'deadline' });
    expect(marked).toMatchObject([{ runId: id }]);
  });

  test('claims a row that nobody claimed: LOCAL is the column’s default', async () => {
    await using app = await setup();
    await app.start('books');
    await app.raw(
      `INSERT INTO ScrapeRun (id, scraperId, startedAt, staleAfterSeconds)
       SELECT ?, id, '2026-01-01 00:00:00', 600 FROM Scraper WHERE name = 'books'`,
      [UNHEARD],
    );
    await app.detection.recoverStaleRunsOnStartup();
    expect(await app.statusOf(UNHEARD)).toBe('FAILED');
  });
});
