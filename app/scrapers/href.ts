/**
 * The address of a scraper's page. Next takes an address that ends with `.rsc` for its own data,
 * and would show that instead of the page.
 */
export function scraperHref(name: string): string {
  return `/scrapers/${encodeURIComponent(name).replace(/\.rsc$/, '%2Ersc')}`;
}
