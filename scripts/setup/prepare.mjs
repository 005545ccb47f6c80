import { setTimeout as wait } from 'node:timers/promises';
import { build, isBuilt } from './build.mjs';
import { claim, held } from './claims.mjs';
import { generate } from './generate.mjs';
import { install, isInstalled } from './install.mjs';
import { SetupFailure, say, step } from './say.mjs';

const RETRY_INTERVAL = 200;

/** The commands that use node_modules while they run, and those of them that use the build. */
const USE_PACKAGES = ['start', 'dev', 'test', 'demo', 'bench'];
const USE_PAGES = ['start', 'test', 'demo', 'bench'];

/**
 * Brings the checkout up to date: packages, database client, and pages unless `pages` is false;
 * each only when out of date. One set-up at a time, and none that would pull away what a running
 * command of this checkout uses. Holds the claim `name` for the life of the process.
 */
export async function prepare({ name, pages = true, signals }) {
  const release = await claimSetup(signals);
  if (!(await isInstalled())) {
    await refuseWhileUsed('packages', USE_PACKAGES);
    await step('installing packages (npm ci)', () => install(signals));
  }
  await generate(signals);
  if (pages && !(await isBuilt())) {
    await refuseWhileUsed('pages', USE_PAGES);
    await step('building the pages (next build)', () => build(signals));
  }
  await claim(`${name}-${process.pid}`);
  await release();
}

async function claimSetup(signals) {
  let told = false;
  for (;;) {
    const release = await claim('setup');
    if (release !== null) return release;
    if (!told) say('> waiting for another command that is setting this checkout up');
    told = true;
    await wait(RETRY_INTERVAL);
    signals.check();
  }
}

async function refuseWhileUsed(what, commands) {
  const [user] = await held(...commands.map((command) => `${command}-`));
  if (user === undefined) return;
  const [command, pid] = user.split('-');
  throw new SetupFailure(
    `The ${what} of this checkout are out of date, and the running ${command} command (process ${pid}) uses them: stop that one first.`,
  );
}
