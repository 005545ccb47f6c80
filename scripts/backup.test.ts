import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { describe, expect, test } from 'vitest';
import { createStore } from '../server/store/store.ts';
import { anId } from '../server/testing/factories.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { writeOldRuns } from '../server/testing/old-runs.ts';
import { createRecordingLog } from '../server/testing/quiet.ts';
import { startBareServer } from './prove/bare.ts';
import { type AtEnd, launch } from './testing/launch.ts';

function setup({ onTestFinished }: { onTestFinished: AtEnd }) {
  const folder = mkdtempSync(join(tmpdir(), 'flatline-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = join(folder, 'flatline.db');
  const url = (file: string) => `file:${join(folder, file)}`;
  return {
    folder,
    database,
    url,
    /** A database with these runs, which nobody uses. */
    async fill(runs: Parameters<typeof writeOldRuns>[1], databaseUrl = url('flatline.db')) {
      const store = createStore({
        databaseUrl,
        clock: createFakeClock(),
        log: createRecordingLog(),
      });
      await store.start();
      const client = createClient({ url: databaseUrl });
      const raw = async (sql: string, args: Parameters<typeof client.execute>[1] = []) =>
        (await client.execute(sql, args)).rows.map((row) => ({ ...row }));
      await writeOldRuns({ raw }, runs);
      client.close();
      await store.stop();
    },
    /** Runs the command as npm does; answers how it ended. */
    async backup(args: string[], env: Record<string, string> = {}, cwd = process.cwd()) {
      const run = launch(process.execPath, ['--import', 'tsx', 'scripts/backup.ts', ...args], {
        cwd,
        env: {
          DATABASE_URL: url('flatline.db'),
          npm_lifecycle_event: 'backup',
          INIT_CWD: folder,
          ...env,
        },
        atEnd: onTestFinished,
      });
      const code = await run.ended;
      return { code, output: run.output() };
    },
    async serve(databaseUrl: string) {
      const server = await startBareServer({ PORT: '0', DATABASE_URL: databaseUrl });
      onTestFinished(() => server.kill());
      const call = async (path: string, body?: unknown) => {
        const init = {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        };
        const answer = await fetch(server.url + path, body === undefined ? {} : init);
        expect(answer.ok).toBe(true);
        // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
        return (await answer.json()) as any;
      };
      return { call, kill: server.kill };
    },
  };
}

const REMOTE = { scraper: 'books', staleAfterSeconds: 600 };

describe.concurrent('a backup', () => {
  test('of a server that takes reports meanwhile is restored elsewhere, and its runs go on', async (context) => {
    const { folder, url, backup, serve } = setup(context);
    const first = await serve(url('flatline.db'));
    const { run: done } = await first.call('/api/runs', { scraper: 'books' });
    await first.call(`/api/runs/${done.id}/events`, [
      { type: 'log', level: 'info', message: 'all is well' },
      { type: 'finish', outcome: 'completed' },
    ]);
    const { run: remote } = await first.call('/api/runs', REMOTE);
    const { run: local } = await first.call('/api/runs', { ...REMOTE, origin: 'LOCAL' });
    let acknowledged = 0;
    let copying = true;
    const report = async () => {
      const event = { type: 'progress', done: acknowledged + 1 };
      await first.call(`/api/runs/${remote.id}/events`, event);
      acknowledged += 1;
    };
    await report();
    const least = acknowledged;
    const reporting = (async () => {
      while (copying) await report();
    })();
    const { code, output } = await backup(['copy.db']);
    copying = false;
    await reporting;
    expect(output).toMatch(/ScrapeRun +3\n/);
    expect(output).toMatch(/\d MB, integrity checked, in \d+\.\d s\.\n$/);
    expect(code).toBe(0);
    await first.kill();

    cpSync(join(folder, 'copy.db'), join(folder, 'restored.db'));
    const bootedAfter = Date.now();
    const second = await serve(url('restored.db'));
    const find = async (id: string) => (await second.call(`/api/runs/${id}`)).run;
    expect(await find(done.id)).toMatchObject({
      status: 'COMPLETED',
      logs: [{ message: 'all is well' }],
    });
    const alive = await find(remote.id);
    expect(alive.status).toBe('RUNNING');
    expect(alive.progress.done).toBeGreaterThanOrEqual(least);
    expect(alive.progress.done).toBeLessThanOrEqual(acknowledged);
    expect(Date.parse(alive.deadlineAt)).toBeGreaterThanOrEqual(bootedAfter + 600_000);
    expect(await find(local.id)).toMatchObject({
      status: 'FAILED',
      error: { detail: { cause: 'server_restarted' } },
    });
    await second.call(`/api/runs/${remote.id}/events`, { type: 'finish', outcome: 'completed' });
    expect((await find(remote.id)).status).toBe('COMPLETED');
  });

  test('holds every row, and nothing is left beside it', async (context) => {
    const { folder, fill, backup } = setup(context);
    await fill([1, 2, 3].map((n) => ({ n, endedAt: 0, logs: 40, errors: 2 })));
    const { code, output } = await backup([join(folder, 'copy.db')]);
    expect(output).toMatch(/ScrapeRun +3\n/);
    expect(output).toMatch(/ScrapeLog +120\n/);
    expect(output).toMatch(/ScrapeError +6\n/);
    expect(code).toBe(0);
    expect(readdirSync(folder).filter((file) => file.startsWith('copy'))).toEqual(['copy.db']);
    const copy = createClient({ url: `file:${join(folder, 'copy.db')}` });
    context.onTestFinished(() => copy.close());
    const { rows } = await copy.execute('SELECT id FROM "ScrapeRun" ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3].map(anId));
  });

  test('is of the default database when the environment names none', async (context) => {
    const { folder, fill, backup } = setup(context);
    const checkout = join(folder, 'checkout');
    for (const part of ['scripts', 'server', 'package.json', 'tsconfig.json']) {
      cpSync(part, join(checkout, part), { recursive: true });
    }
    symlinkSync(join(process.cwd(), 'node_modules'), join(checkout, 'node_modules'));
    await fill([{ n: 1, endedAt: 0 }], `file:${join(checkout, 'data/flatline.db')}`);
    const { code, output } = await backup(['copy.db'], { DATABASE_URL: '' }, checkout);
    expect(output).toContain(`Backed up file:./data/flatline.db to ${join(folder, 'copy.db')}\n`);
    expect(code).toBe(0);
  });

  test('leaves a file that is there as it is', async (context) => {
    const { folder, fill, backup } = setup(context);
    await fill([{ n: 1, endedAt: 0 }]);
    writeFileSync(join(folder, 'copy.db'), 'mine');
    const { code, output } = await backup(['copy.db']);
    expect(code).toBe(1);
    expect(output).toMatch(/^No backup was made: .*copy\.db is there already.*\n$/);
    expect(readFileSync(join(folder, 'copy.db'), 'utf8')).toBe('mine');
  });

  test('that cannot be made says why in a sentence, and leaves nothing', async (context) => {
    const { folder, database, fill, backup, url } = setup(context);
    const refused = async (args: string[], env: Record<string, string> = {}) => {
      const { code, output } = await backup(args, env);
      expect(code).toBe(1);
      expect(readdirSync(folder).filter((file) => file.startsWith('copy'))).toEqual([]);
      return output;
    };
    expect(await refused(['copy.db'])).toMatch(/: There is no database at .*flatline\.db\.\n$/);
    await fill([{ n: 1, endedAt: 0, logs: 1000, phases: 1000 }]);
    expect(await refused(['no/copy.db'])).toMatch(/: There is no folder .*no\.\n$/);
    expect(await refused(['copy.db'], { DATABASE_URL: 'postgres://x' })).toMatch(/DATABASE_URL/);
    expect(await refused([])).toMatch(/^Usage: npm run backup -- FILE/);
    const theirs = createClient({ url: url('theirs.db') });
    await theirs.execute('CREATE TABLE "Song" (id TEXT)');
    theirs.close();
    const other = await refused(['copy.db'], { DATABASE_URL: url('theirs.db') });
    expect(other).toMatch(/: That is a database, but none of Flatline.*\n$/);
    const bytes = readFileSync(database);
    writeFileSync(database, bytes.fill(7, 40_000, 80_000));
    expect(await refused(['copy.db'])).toMatch(/^No backup was made: .+\n$/);
  });
});
