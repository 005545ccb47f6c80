import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTestApp } from '../server/testing/app.ts';
import { type AtEnd, launch } from './testing/launch.ts';

function setup({ onTestFinished }: { onTestFinished: AtEnd }) {
  const folder = mkdtempSync(join(tmpdir(), 'flatline-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  /** Starts the real server, which is expected to refuse; answers how it ended. */
  const refused = async (env: Record<string, string>) => {
    const server = launch(process.execPath, ['--import', 'tsx', 'server/index.ts'], {
      cwd: process.cwd(),
      env: { PORT: '0', DATABASE_URL: `file:${join(folder, 'test.db')}`, ...env },
      atEnd: onTestFinished,
    });
    const code = await server.ended;
    return { code, output: server.output() };
  };
  return { folder, refused };
}

describe.concurrent('a server that cannot start ends with one sentence', () => {
  test('on a wrong setting it names each variable', async (context) => {
    const { refused } = setup(context);
    const { code, output } = await refused({ STALE_AFTER_SECONDS: 'soon', HOST: '0.0.0.0' });
    expect(code).toBe(1);
    expect(output).toMatch(/^Flatline did not start: .+\n$/);
    expect(output).toContain('STALE_AFTER_SECONDS must be a whole number');
    expect(output).toContain('HOST must be a loopback address');
  });

  test('on a data folder that cannot be used it names DATABASE_URL', async (context) => {
    const { folder, refused } = setup(context);
    writeFileSync(join(folder, 'a-file'), '');
    const url = `file:${join(folder, 'a-file/test.db')}`;
    const { code, output } = await refused({ DATABASE_URL: url });
    expect(code).toBe(1);
    expect(output).toMatch(/^Flatline did not start: .*DATABASE_URL.+\n$/);
  });

  test('on a database that another server owns it says so, and that one serves on', async (context) => {
    const { folder, refused } = setup(context);
    const url = `file:${join(folder, 'shared.db')}`;
    await using first = await openTestApp({ DATABASE_URL: url });
    const { code, output } = await refused({ DATABASE_URL: url });
    expect(code).toBe(1);
    expect(output).toMatch(/^Flatline did not start: another Flatline runs on DATABASE_URL.+\n$/);
    expect((await first.call('GET', '/readyz')).status).toBe(200);
    expect((await first.start()).status).toBe('RUNNING');
  });
});
