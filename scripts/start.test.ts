import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCheckout } from './testing/checkout.ts';
import { type AtEnd, freePort, holdPort, type Launched, launch } from './testing/launch.ts';

async function setup({ onTestFinished }: { onTestFinished: AtEnd }) {
  const checkout = createCheckout(onTestFinished);
  const port = await freePort();
  const run =
    (command: string, args: string[]) =>
    (env: Record<string, string> = {}) =>
      launch(command, args, {
        cwd: checkout.root,
        env: { PORT: String(port), ...env },
        atEnd: onTestFinished,
      });
  const start = run(process.execPath, ['scripts/start.mjs']);
  const npmStart = run('npm', ['start']);
  const end = async (process: Launched, at = port) => {
    process.kill('SIGTERM');
    await process.prints(/server got SIGTERM/);
    await fetch(`http://127.0.0.1:${at}/end`);
    return process.ended;
  };
  const builds = () => checkout.read('builds').length;
  return { ...checkout, port, start, npmStart, end, builds };
}

const UP = /server (\d+) is up in production/;

describe.concurrent('npm start sets the checkout up', () => {
  test('a fresh checkout is installed and built, and a second start does neither', async (context) => {
    const { start, end } = await setup(context);
    const first = start();
    await first.prints(UP);
    expect(first.output()).toContain('> installing packages');
    expect(first.output()).toContain('> building the pages');
    await end(first);

    const second = start();
    await second.prints(UP);
    expect(second.output()).not.toContain('installing');
    expect(second.output()).not.toContain('building');
  });

  test('an install that was cut short is done anew, and so is a build', async (context) => {
    const { root, start, end, builds } = await setup(context);
    const first = start();
    await first.prints(UP);
    await end(first);
    rmSync(join(root, 'node_modules/.package-lock.json'));
    rmSync(join(root, '.next/made-from'));

    const second = start();
    await second.prints(UP);
    expect(second.output()).toContain('> installing packages');
    expect(builds()).toBe(2);
  });

  test('a changed page is built, and a changed test is not', async (context) => {
    const { write, start, end, builds } = await setup(context);
    for (const file of ['app/page.tsx', 'app/page.tsx', 'app/page.test.tsx']) {
      const run = start();
      await run.prints(UP);
      await end(run);
      write(file, 'export default 1;');
    }
    const last = start();
    await last.prints(UP);
    expect(builds()).toBe(2);
  });

  test('a failing build ends with both ends of its output and a sentence, and is tried again', async (context) => {
    const { root, write, start } = await setup(context);
    write('app/broken', '');
    const broken = start();
    expect(await broken.ended).toBe(1);
    expect(broken.output()).toContain('line 100\n\nThe pages could not be built');
    expect(broken.output()).toContain('line 20\n… 40 lines …\nline 61\n');
    rmSync(join(root, 'app/broken'));
    await start().prints(UP);
  });

  test('of two starts at once one sets up and the other waits', async (context) => {
    const { start, builds } = await setup(context);
    const [one, two] = [start(), start({ PORT: String(await freePort()) })];
    await Promise.all([one.prints(UP), two.prints(UP)]);
    expect(one.output() + two.output()).toContain('> waiting for another command');
    expect(builds()).toBe(1);
  });

  test('what a running server uses is not pulled away', async (context) => {
    const { root, write, start, builds } = await setup(context);
    const running = start();
    await running.prints(UP);
    write('app/page.tsx', 'export default 2;');
    const other = start({ PORT: String(await freePort()) });
    expect(await other.ended).toBe(1);
    expect(other.output()).toContain('The pages of this checkout are out of date');
    expect(other.output()).toContain(`start command (process ${running.pid})`);
    expect(builds()).toBe(1);
    expect(existsSync(join(root, '.next/BUILD_ID'))).toBe(true);
  });
});

describe.concurrent('npm start looks at the port first', () => {
  test('a busy port ends it with one sentence before anything is touched', async (context) => {
    const { root, start } = await setup(context);
    const { port, release } = await holdPort();
    const refused = start({ PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(
      `Port ${port} is in use by another program: stop that one, or choose another port, such as PORT=${port + 1} npm start.`,
    );
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
    await release();
  });

  test('a port that becomes free within 3 s is taken', async (context) => {
    const { start } = await setup(context);
    const { port, release } = await holdPort();
    const patient = start({ PORT: String(port) });
    await patient.prints(/port \d+ is busy/);
    await release();
    await patient.prints(UP);
  });

  test('a PORT that is no port is named', async (context) => {
    const { start } = await setup(context);
    const refused = start({ PORT: '30x0' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toBe('PORT must be a whole number from 0 to 65535, not "30x0".\n');
  });
});

describe.concurrent('npm start and signals', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} reaches the server once, however often it comes, and its exit code is ours`, async (context) => {
      const { port, start } = await setup(context);
      const run = start();
      await run.prints(UP);
      run.kill(signal);
      await run.prints(new RegExp(`server got ${signal}`));
      for (const repeated of ['SIGINT', 'SIGTERM', signal] as const) run.kill(repeated);
      await fetch(`http://127.0.0.1:${port}/end`);
      expect(await run.ended).toBe(7);
      expect(run.output().match(/server got/g)).toHaveLength(1);
    });
  }

  test('a signal during the build ends the build, and the next start builds again', async (context) => {
    const { root, write, start } = await setup(context);
    write('app/endless', '');
    const cut = start();
    await cut.prints(/> building/);
    cut.kill('SIGINT');
    expect(await cut.ended).toBe(130);
    rmSync(join(root, 'app/endless'));
    const next = start();
    await next.prints(UP);
    expect(next.output()).toContain('> building');
  });

  test('the server does not outlive a start script that was killed', async (context) => {
    const { port, start } = await setup(context);
    const run = start();
    await run.prints(UP);
    run.kill('SIGKILL');
    await run.prints(/server got SIGTERM/);
    await fetch(`http://127.0.0.1:${port}/end`);
    await run.ended;
  });

  test('npm passes a signal on, and the exit code back', async (context) => {
    const { npmStart, end } = await setup(context);
    const npm = npmStart();
    await npm.prints(UP);
    expect(await end(npm)).toBe(7);
  });

  test('when npm is killed the server is told to end', async (context) => {
    const { port, npmStart } = await setup(context);
    const npm = npmStart();
    await npm.prints(UP);
    npm.kill('SIGKILL');
    await npm.prints(/server got SIGTERM/);
    await fetch(`http://127.0.0.1:${port}/end`);
    await npm.ended;
  });
});
