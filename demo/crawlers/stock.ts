// The one that hangs for good: it waits, without a time limit, for a page that never answers. Its
// process lives on and would be found by nobody; its silence is what the watchdog finds.
import { crawlCatalogue, reportFailure } from '../catalogue-crawl.ts';
import { runCrawler } from '../run-crawler.ts';
import { visitPages } from '../visit-pages.ts';

await runCrawler({
  scraper: 'stock',
  async crawl({ run, shop, signal }) {
    const products = await crawlCatalogue(run, shop, signal);
    let done = 0;
    run.phase('stock');
    await visitPages({
      urls: products.map((product) => `${product}/stock`),
      signal,
      failed: (failure) => reportFailure(run, failure),
      read({ $, url }) {
        done += 1;
        run.progress({ done, total: products.length, unit: 'products' });
        run.log('debug', `${$('h1').text()}: ${$('.stock').text()} in stock (${url})`);
        return [];
      },
    });
    return `Stock of ${done} products read`;
  },
});
