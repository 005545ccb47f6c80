// The demonstration: the shop, and its four crawlers as processes of their own, until a signal.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createShop } from './shop.ts';

const CRAWLERS = ['books', 'prices', 'reviews', 'stock'];

/** A crawler that hangs for good is started anew, as an operator would, after this many milliseconds. */
const RESTART_HUNG_AFTER = 5 * 60_000;

await main();

async function main(): Promise<void> {
  const shop = createShop();
  await shop.start();
  const running = new Map<string, ChildProcess>();
  let leaving = false;

  const start = (name: string) => {
    const crawler = spawnCrawler(name, shop.url);
    running.set(name, crawler);
    crawler.once('exit', (code, signal) => {
      running.delete(name);
      if (leaving) return;
      if (code !== 0) console.error(`The crawler ${name} ended (${signal ?? code}).`);
      else start(name);
    });
  };
  for (const name of CRAWLERS) start(name);
  const restart = setInterval(() => running.get('stock')?.kill('SIGTERM'), RESTART_HUNG_AFTER);

  const leave = async () => {
    if (leaving) return;
    leaving = true;
    clearInterval(restart);
    await Promise.all([...running.values()].map(end));
    await shop.stop();
    process.exit(0);
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
}

function spawnCrawler(name: string, shopUrl: string): ChildProcess {
  const script = fileURLToPath(new URL(`./crawlers/${name}.ts`, import.meta.url));
  const preloads = ['--import', 'tsx', '--import', './scripts/setup/end-with-parent.mjs'];
  return spawn(process.execPath, [...preloads, script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SHOP_URL: shopUrl, FLATLINE_PARENT: String(process.pid) },
  });
}

function end(crawler: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    crawler.once('exit', () => resolve());
    crawler.kill('SIGTERM');
  });
}
