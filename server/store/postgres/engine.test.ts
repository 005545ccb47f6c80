import { describe, expect, test } from 'vitest';
import { BootFailure } from '../../domain/errors.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { openBareDatabase, openClient } from '../../testing/postgres-databases.ts';
import { withDatabase } from '../../testing/postgres-setup.ts';
import { createRecordingLog } from '../../testing/quiet.ts';
import { settle } from '../../testing/settle.ts';
import { createStore } from '../store.ts';

const SECRET = 'hunter2';

function aStore(databaseUrl: string, lockRetryMs = 0) {
  const clock = createFakeClock();
  const log = createRecordingLog();
  return { clock, log, store: createStore({ databaseUrl, clock, log, lockRetryMs }) };
}

/** The one sentence with which a start fails. */
async function sentenceOf(databaseUrl: string): Promise<string> {
  const failure: unknown = await aStore(databaseUrl)
    .store.start()
    .then(
      () => null,
      (error: unknown) => error,
    );
  expect(failure).toBeInstanceOf(BootFailure);
  return (failure as Error).message;
}

function changed(url: string, parts: Partial<Pick<URL, 'port' | 'password'>>): string {
  return Object.assign(new URL(url), parts).href;
}

describe('a start fails with one sentence that names DATABASE_URL and no password', () => {
  const cases: [string, (url: string) => string, RegExp][] = [
    ['nobody listens', (url) => changed(url, { port: '1' }), /no server answers there/],
    [
      'the password is wrong',
      (url) => changed(url, { password: SECRET }),
      /refuses this user and password/,
    ],
    ['the database is missing', (url) => withDatabase(url, 'nowhere'), /no database of that name/],
    ['the URL is none', () => `postgres://ann:${SECRET}@ho st/db`, /is not a URL/],
  ];
  test.each(cases)('where %s', async (_what, change, because) => {
    const bare = await openBareDatabase();
    const secret = new URL(bare).password || SECRET;
    const sentence = await sentenceOf(change(bare));
    expect(sentence).toMatch(/^DATABASE_URL \(postgres:\/\/[^)]*:\*\*\*@[^)]*\) .*\.$/);
    for (const word of [secret, SECRET]) expect(sentence).not.toContain(word);
    expect(sentence).toMatch(because);
  });

  test('where the database may only be read', async () => {
    const url = await openBareDatabase();
    const client = await openClient(url);
    await client.query(
      `ALTER DATABASE "${client.database}" SET default_transaction_read_only = on`,
    );
    expect(await sentenceOf(url)).toMatch(/it may only be read; name the primary server\.$/);
  });
});

test('a start waits for a server that is not there yet', async () => {
  const url = changed(await openBareDatabase(), { port: '1' });
  const { clock, store } = aStore(url, 3000);
  const { failure, after } = await settle(clock, store.start());
  expect(failure).toBeInstanceOf(BootFailure);
  expect(after).toBeGreaterThanOrEqual(3000);
  expect(after).toBeLessThan(3500);
});

test('a server that does not bring to the disk what it acknowledges is warned of', async () => {
  const url = await openBareDatabase();
  const [row] = (await (await openClient(url)).query('SHOW fsync')).rows;
  const { log, store } = aStore(url);
  await store.start();
  await store.stop();
  const warnings = log.lines.filter(({ level }) => level === 'warn');
  expect(warnings).toHaveLength(row.fsync === 'off' ? 1 : 0);
});
