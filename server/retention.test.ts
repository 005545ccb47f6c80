import { expect, test } from 'vitest';
import { DAY, FIRST_PASS_AFTER } from './domain/retention.ts';
import { openTestApp } from './testing/app.ts';
import { anId } from './testing/factories.ts';
import { NEW_YEAR } from './testing/fake-clock.ts';
import { writeOldRuns } from './testing/old-runs.ts';
import { openRaw } from './testing/store.ts';

test('a server removes what its setting keeps no longer, counts it, and keeps the rest', async () => {
  await using app = await openTestApp({ RETENTION_DAYS: '7' });
  const raw = openRaw(app.config.databaseUrl);
  await writeOldRuns({ raw }, [
    { n: 1, endedAt: NEW_YEAR - 8 * DAY, logs: 2 },
    { n: 2, endedAt: NEW_YEAR - 6 * DAY },
    { n: 3, endedAt: NEW_YEAR - 8 * DAY, scraper: 'shoes' },
  ]);
  const patched = await app.call('PATCH', '/api/scrapers/shoes', { retentionDays: 9 });
  expect(patched.body.scraper).toMatchObject({ effectiveRetentionDays: 9 });
  await app.clock.advance(FIRST_PASS_AFTER);
  let removed = false;
  while (!removed) {
    await app.clock.advance(1000);
    removed = (await app.call('GET', `/api/runs/${anId(1)}`)).status === 404;
  }
  for (const n of [2, 3]) expect((await app.call('GET', `/api/runs/${anId(n)}`)).status).toBe(200);
  const { body } = await app.call('GET', '/metrics');
  expect(body).toContain('flatline_removed_total{kind="run"} 1');
  expect(body).toContain('flatline_removed_total{kind="log"} 2');
  expect(body).toContain('flatline_removed_total{kind="sweep"} 0');
});
