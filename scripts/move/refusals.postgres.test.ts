import { expect, onTestFinished, test } from 'vitest';
import { anId } from '../../server/testing/factories.ts';
import { NEW_YEAR } from '../../server/testing/fake-clock.ts';
import { launch } from '../testing/launch.ts';
import { setupMove } from '../testing/moving.ts';

const RUNS = [
  { n: 1, endedAt: NEW_YEAR, phases: 600 },
  { n: 2, endedAt: null, phases: 1 },
];

test.each([
  [
    'a NUL in a text, which PostgreSQL does not take',
    `UPDATE "ScrapePhaseLog" SET phase = 'a' || char(0) || 'b' WHERE id = 601`,
    /^phase of ScrapePhaseLog \(id 601\) cannot be moved: it holds bytes, or a NUL,/,
  ],
  [
    'a number that is too big',
    'UPDATE "ScrapePhaseLog" SET id = 3000000000 WHERE id = 7',
    /^PostgreSQL does not take ScrapePhaseLog \(id 3000000000\): /,
  ],
  [
    'bytes',
    `UPDATE "ScrapePhaseLog" SET phase = x'0102' WHERE id = 7`,
    /^phase of ScrapePhaseLog \(id 7\) cannot be moved: it holds bytes/,
  ],
  [
    'a phase of no run',
    `UPDATE "ScrapePhaseLog" SET "runId" = 'nobody' WHERE id = 601`,
    /^PostgreSQL does not take ScrapePhaseLog \(id 601\): .*nobody/,
  ],
  [
    'a retry of no run',
    `UPDATE "ScrapeRun" SET "retryOfId" = 'nobody' WHERE id = '${anId(1)}'`,
    /^PostgreSQL does not take a row that names another: .*nobody/,
  ],
])('%s is told with its row, and nothing is there', async (_, change, sentence) => {
  const { move, here, there, fill } = await setupMove({ onTestFinished });
  await fill(RUNS);
  await here(change);
  await expect(move()).rejects.toThrow(sentence);
  expect(await there('SELECT id FROM "Scraper"')).toEqual([]);
  expect(await there('SELECT conname FROM pg_constraint WHERE condeferrable')).toEqual([]);
});

test('what is there already is left alone', async (context) => {
  const { move, there, fill } = await setupMove(context);
  await fill(RUNS);
  await move();
  await expect(move()).rejects.toThrow(/^it is not empty: there are rows in \w+\./);
  expect(await there('SELECT id FROM "ScrapeRun"')).toHaveLength(2);
});

test('a database that a server owns is not moved', async (context) => {
  const { move, store } = await setupMove(context);
  await store.start();
  await expect(move()).rejects.toThrow(/another Flatline runs on/);
  await store.stop();
});

test.each([
  [
    'an older database',
    'ALTER TABLE "Scraper" DROP COLUMN "retentionDays"',
    'no column retentionDays in Scraper',
  ],
  ['a newer database', 'ALTER TABLE "Scraper" ADD COLUMN "mood" TEXT', 'Scraper has a column mood'],
])('%s is not moved', async (_, change, sentence) => {
  const { move, here } = await setupMove({ onTestFinished });
  await here(change);
  await expect(move()).rejects.toThrow(sentence);
});

test('a table of somebody else is told of', async (context) => {
  const { move, here, said } = await setupMove(context);
  await here('CREATE TABLE "notes" (a)');
  await move();
  expect(said).toContain("! notes is no table of Flatline's and is not moved");
});

test('the command says in a sentence what is wrong, and no password', async (context) => {
  const { from, to, folder, fill } = await setupMove(context);
  await fill(RUNS);
  const run = async (...args: string[]) => {
    const moving = launch(process.execPath, ['--import', 'tsx', 'scripts/db-move.ts', ...args], {
      cwd: process.cwd(),
      atEnd: context.onTestFinished,
    });
    return { code: await moving.ended, output: moving.output() };
  };
  const [usage, swapped, missing, away, wrong] = await Promise.all([
    run('--from', from),
    run('--from', to, '--to', from),
    run('--from', `file:${folder}/none.db`, '--to', to),
    run('--from', from, '--to', 'postgres://kim:s3cret@127.0.0.1:1/flatline'),
    run('--from', from, '--to', 'postgres://kim:s3cret@host:port/flatline'),
  ]);
  const done = await run('--from', from, '--to', to);
  expect(usage).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^Usage: npm run db:move/),
  });
  expect(swapped).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^--from .* must be file:/),
  });
  expect(missing.output).toMatch(/^Nothing was moved: there is no database at .*none\.db\.\n$/);
  expect(done.output).toMatch(/Moved to postgres:\/\/\w+:\*\*\*@/);
  expect(away.output).toMatch(
    /^Nothing was moved: --to \(.*kim:\*\*\*@.*: no server answers there.*\n$/,
  );
  expect(wrong.output).toMatch(/^Nothing was moved: --to \(.*\) is not a URL.*\n$/);
  const password = new URL(to).password;
  for (const { output } of [usage, swapped, missing, away, wrong, done]) {
    expect(output).not.toContain('s3cret');
    expect(output).not.toContain(password);
  }
});
