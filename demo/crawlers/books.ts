// The healthy one: the catalogue, then every book, one error-free page after another.
import { crawlCatalogue, reportFailure } from '../catalogue-crawl.ts';
import { runCrawler } from '../run-crawler.ts';
import { visitPages } from '../visit-pages.ts';

await runCrawler({
  scraper: 'books',
  async crawl({ run, shop, signal }) {
    const urls = await crawlCatalogue(run, shop, signal);
    let done = 0;
    run.phase('detail');
    await visitPages({
      urls,
      signal,
      failed: (failure) => reportFailure(run, failure),
      read({ $ }) {
        done += 1;
        const title = $('h1').text();
        run.progress({ done, total: urls.length, unit: 'books', message: title });
        if (done % 10 === 0) run.log('info', `${done} books read, the last was ${title}`);
        return [];
      },
    });
    return `${done} books read`;
  },
});
