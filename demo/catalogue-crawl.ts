import type { ReportedRun } from '../clients/reporter.ts';
import { type Failure, visitPages } from './visit-pages.ts';

/** Phase `index`: follows the catalogue from page to page; answers the addresses of its products. */
export async function crawlCatalogue(
  run: ReportedRun,
  shop: string,
  signal: AbortSignal,
): Promise<string[]> {
  const products: string[] = [];
  let pages = 0;
  run.phase('index');
  run.log('info', `Reading the catalogue of ${shop}`);
  await visitPages({
    urls: [`${shop}/catalogue/1`],
    signal,
    failed: (failure) => reportFailure(run, failure),
    read({ $, url }) {
      pages += 1;
      for (const link of $('a.product')) products.push(absolute($(link).attr('href'), url));
      // How many pages there are is not known before the last one.
      run.progress({ done: pages, unit: 'pages', message: `${products.length} products found` });
      return $('a.next')
        .toArray()
        .map((link) => absolute($(link).attr('href'), url));
    },
  });
  run.log('info', `${products.length} products on ${pages} pages`);
  return products;
}

/** Reports a page that could not be read; the run goes on. */
export function reportFailure(run: ReportedRun, { url, status, message, tries }: Failure): void {
  run.error({
    errorType: status === null ? 'no_answer' : `http_${status}`,
    message,
    url,
    detail: { status, tries },
  });
}

function absolute(href: string | undefined, base: string): string {
  return new URL(href ?? '', base).href;
}
