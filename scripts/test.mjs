// `npm test`: sets the checkout up, finds a Chromium, and runs everything; the first failing step
// ends it. The last line is `N passed, N failed`.
import { runOpenly } from './setup/child.mjs';
import { findOrInstallChromium } from './setup/chromium.mjs';
import { enter } from './setup/entry.mjs';
import { prepare } from './setup/prepare.mjs';
import { countPlaywright, countVitest, freshResults } from './setup/results.mjs';
import { say } from './setup/say.mjs';

/**
 * Settings of the person's own shell that would change what is tested. TEST_DATABASE_URL stays: it
 * names the PostgreSQL to test on instead of one of our own.
 */
const SETTINGS =
  /^(PORT|HOST|NODE_NAME|DATABASE_URL|PG[A-Z]+|STALE_AFTER_SECONDS|STUCK_AFTER_SECONDS|RETENTION_DAYS|SWEEP_CRON|STARTUP_RECOVERY|ALLOWED_HOSTS|LOG_LEVEL|NODE_ENV|SHOP_URL|FLATLINE_.*)$/;

await enter(async (signals) => {
  for (const name of Object.keys(process.env)) if (SETTINGS.test(name)) delete process.env[name];
  await prepare({ name: 'test', signals });
  const chromium = await findOrInstallChromium(signals);
  const files = await freshResults();
  const total = { passed: 0, failed: 0 };
  for (const { title, program, args, env, count } of steps(files, chromium)) {
    say(`\n== ${title}`);
    const code = await runOpenly({
      command: process.execPath,
      args: [`node_modules/${program}`, ...args],
      env,
      signals,
    });
    signals.check();
    const { passed, failed } = (await count?.()) ?? { passed: 0, failed: 0 };
    total.passed += passed;
    // A step that fails without a failing test (a lint, a type, a crash) is a failure as well.
    total.failed += code === 0 ? failed : Math.max(failed, 1);
    if (code !== 0) return close(total, code, `\nStopped: "${title}" failed.`);
  }
  return close(total, 0, '');
});

function steps(files, chromium) {
  return [
    { title: 'lint and format (biome)', program: '@biomejs/biome/bin/biome', args: ['check', '.'] },
    { title: 'types (tsc)', program: 'typescript/bin/tsc', args: ['--noEmit'] },
    {
      title: 'unit and integration tests (vitest)',
      program: 'vitest/vitest.mjs',
      args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${files.vitest}`],
      env: { CHROMIUM_PATH: chromium },
      count: () => countVitest(files.vitest),
    },
    {
      title: 'tests in a browser (playwright)',
      program: '@playwright/test/cli.js',
      args: ['test', '--reporter=list,json'],
      env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: files.playwright },
      count: () => countPlaywright(files.playwright),
    },
  ];
}

function close({ passed, failed }, code, sentence) {
  say(`${sentence}\n${passed} passed, ${failed} failed`);
  return code;
}
