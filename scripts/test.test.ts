import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCheckout } from './testing/checkout.ts';
import { type AtEnd, launch } from './testing/launch.ts';

function setup({ onTestFinished }: { onTestFinished: AtEnd }) {
  const checkout = createCheckout(onTestFinished);
  const npmTest = async (env: Record<string, string> = {}) => {
    const run = launch(process.execPath, ['scripts/test.mjs'], {
      cwd: checkout.root,
      env: { CHROMIUM_PATH: '/bin/true', ...env },
      atEnd: onTestFinished,
    });
    const code = await run.ended;
    return { code, output: run.output(), lastLine: run.output().trimEnd().split('\n').at(-1) };
  };
  return { ...checkout, npmTest };
}

describe.concurrent('npm test', () => {
  test('lint, types, vitest and playwright run in this order, and their tests are added up', async (context) => {
    const { npmTest, read } = setup(context);
    const { code, output, lastLine } = await npmTest();
    expect(read('ran')).toBe('lint types vitest playwright ');
    expect(output).toContain('> installing packages');
    expect(output.match(/^== .+$/gm)).toHaveLength(4);
    expect(lastLine).toBe('14 passed, 0 failed');
    expect(code).toBe(0);
  });

  test('the first step that fails ends it with its exit code, and counts as a failure', async (context) => {
    const { npmTest, write, read } = setup(context);
    write('fail-types', '2');
    const { code, output, lastLine } = await npmTest();
    expect(code).toBe(2);
    expect(read('ran')).toBe('lint types ');
    expect(output).toContain('Stopped: "types (tsc)" failed.');
    expect(lastLine).toBe('0 passed, 1 failed');
  });

  test('failing tests are counted, and files that could not run too', async (context) => {
    const { npmTest, write, read } = setup(context);
    const testResults = [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    const counts = { numPassedTests: 2, numFailedTests: 1 };
    write('vitest-report', JSON.stringify({ success: false, ...counts, testResults }));
    const { code, lastLine } = await npmTest();
    expect(code).toBe(1);
    expect(read('ran')).not.toContain('playwright');
    expect(lastLine).toBe('2 passed, 2 failed');
  });

  test('settings of the shell do not reach the tests, the Chromium and the PostgreSQL for tests do', async (context) => {
    const { npmTest, read } = setup(context);
    const settings = { PORT: '80', DATABASE_URL: 'file:mine.db', NODE_ENV: 'production' };
    const kept = { TEST_DATABASE_URL: 'postgres://localhost/tests' };
    await npmTest({ ...settings, PGPASSWORD: 'mine', NODE_NAME: 'mine', ...kept });
    const environment = JSON.parse(read('environment'));
    expect(environment).toMatchObject({ CHROMIUM_PATH: '/bin/true', ...kept });
    for (const name of [...Object.keys(settings), 'PGPASSWORD', 'NODE_NAME'])
      expect(environment[name]).toBe(undefined);
  });

  // A Mac has its Chrome outside the PATH.
  test.skipIf(process.platform === 'darwin')(
    'without a Chromium, and no way to install one, it says what to do',
    async (context) => {
      const { npmTest, root, read } = setup(context);
      await npmTest();
      const ran = read('ran');
      mkdirSync(join(root, 'bin'));
      symlinkSync(process.execPath, join(root, 'bin/node'));
      const { code, output } = await npmTest({ CHROMIUM_PATH: '', PATH: join(root, 'bin') });
      expect(code).toBe(1);
      expect(output).toContain('The browser tests need a Chromium: install one');
      expect(read('ran')).toBe(ran);
    },
  );

  test.skipIf(process.getuid?.() !== 0)(
    'as root it installs one with apt-get, lists first',
    async (context) => {
      const { npmTest, write, root, read } = setup(context);
      await npmTest();
      const bin = join(root, 'bin');
      write(
        'bin/apt-get',
        `#!/bin/sh
      case $1 in
        update) echo update >> ${root}/apt ;;
        install) echo "$@" >> ${root}/apt; /bin/ln -s /bin/true ${bin}/chromium ;;
      esac`,
      );
      chmodSync(join(bin, 'apt-get'), 0o755);
      symlinkSync(process.execPath, join(bin, 'node'));
      const { code, output } = await npmTest({ CHROMIUM_PATH: '', PATH: bin });
      expect(code).toBe(0);
      expect(output).toContain('> installing Chromium (apt-get install chromium)');
      expect(read('apt')).toMatch(/^update\ninstall -y .*chromium/);
    },
  );

  test('a CHROMIUM_PATH that does not run is named', async (context) => {
    const { npmTest } = setup(context);
    const { code, output } = await npmTest({ CHROMIUM_PATH: '/bin/false' });
    expect(code).toBe(1);
    expect(output).toContain('CHROMIUM_PATH names /bin/false, which does not run as a Chromium.');
  });
});
