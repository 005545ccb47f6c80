import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the reporters of a test run leave their results; git ignores it. */
const FOLDER = '.flatline/results';

/** Empties the folder of results and answers the file for each tool. */
export async function freshResults() {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  return { vitest: join(FOLDER, 'vitest.json'), playwright: join(FOLDER, 'playwright.json') };
}

/** How many tests passed and failed, from Vitest's JSON; a file that could not run is one failure. */
export async function countVitest(file) {
  const report = await readJson(file);
  const broken = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + broken.length,
  };
}

/** How many tests passed and failed, from Playwright's JSON; one that passed on a retry passed. */
export async function countPlaywright(file) {
  const report = await readJson(file);
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {};
  return { passed: expected + flaky, failed: unexpected };
}

async function readJson(file) {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}
