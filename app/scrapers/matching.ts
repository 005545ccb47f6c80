import type { Scraper } from '../../server/domain/patience.ts';

/** The scrapers with `q` in their names, whatever the case; all of them when nothing is asked for. */
export function matching(scrapers: readonly Scraper[], q: string): readonly Scraper[] {
  const part = q.trim().toLowerCase();
  return part === '' ? scrapers : scrapers.filter(({ name }) => name.toLowerCase().includes(part));
}
