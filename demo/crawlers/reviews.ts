// The one that meets errors: some reviews are gone (404), some are broken (500). It reports each
// with its address, and completes all the same.
import { crawlCatalogue, reportFailure } from '../catalogue-crawl.ts';
import { runCrawler } from '../run-crawler.ts';
import { visitPages } from '../visit-pages.ts';

await runCrawler({
  scraper: 'reviews',
  async crawl({ run, shop, signal }) {
    const products = await crawlCatalogue(run, shop, signal);
    let read = 0;
    let failed = 0;
    const tell = () =>
      run.progress({ done: read + failed, total: products.length, unit: 'products' });
    run.phase('reviews');
    await visitPages({
      urls: products.map((product) => `${product}/reviews`),
      signal,
      failed(failure) {
        failed += 1;
        reportFailure(run, failure);
        tell();
      },
      read() {
        read += 1;
        tell();
        return [];
      },
    });
    if (failed > 0) run.log('warn', `${failed} of ${products.length} products have no reviews`);
    return `Reviews of ${read} products read, ${failed} failed`;
  },
});
