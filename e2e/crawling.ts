import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createShop, type Shop } from '../demo/shop.ts';
import { test as base } from './flatline.ts';

/** The demonstration. */
interface Crawling {
  /** How much of its usual time the shop takes. */
  pace: number;
  shop: Shop;
  /** Starts a crawler of the demonstration, as a process of its own, for one run. */
  crawl: (name: string) => Promise<ChildProcess>;
}

/** The tests' own `test`, with the demonstration's shop and its crawlers. */
export const test = base.extend<Crawling>({
  pace: [0, { option: true }],
  shop: async ({ pace }, use) => {
    const shop = createShop({ pace });
    await shop.start();
    await use(shop);
    await shop.stop();
  },
  crawl: async ({ shop, flatline }, use) => {
    const crawlers: ChildProcess[] = [];
    await use(async (name) => {
      const crawler = spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          '--import',
          './scripts/setup/end-with-parent.mjs',
          `demo/crawlers/${name}.ts`,
        ],
        {
          stdio: 'ignore',
          env: {
            ...process.env,
            FLATLINE_URL: flatline.url,
            SHOP_URL: shop.url,
            CRAWLER_RUNS: '1',
            FLATLINE_PARENT: String(process.pid),
          },
        },
      );
      crawlers.push(crawler);
      await once(crawler, 'spawn');
      return crawler;
    });
    for (const crawler of crawlers) crawler.kill('SIGKILL');
  },
});
