// The slow one: some prices take eight seconds, yet it is never silent for long. LOCAL: it counts as
// part of the server and is declared dead when a server starts that does not know it.
import { crawlCatalogue, reportFailure } from '../catalogue-crawl.ts';
import { runCrawler } from '../run-crawler.ts';
import { visitPages } from '../visit-pages.ts';

await runCrawler({
  scraper: 'prices',
  origin: 'LOCAL',
  async crawl({ run, shop, signal }) {
    const products = await crawlCatalogue(run, shop, signal);
    let done = 0;
    let sum = 0;
    run.phase('prices');
    await visitPages({
      urls: products.map((product) => `${product}/price`),
      signal,
      failed: (failure) => reportFailure(run, failure),
      read({ $ }) {
        done += 1;
        sum += Number($('.price').text());
        const message = `average ${(sum / done).toFixed(2)}`;
        run.progress({ done, total: products.length, unit: 'prices', message });
        return [];
      },
    });
    run.log('info', `The average of ${done} prices is ${(sum / Math.max(1, done)).toFixed(2)}`);
    return `${done} prices read`;
  },
});
