'use client';

import type { Scraper } from '../../server/domain/patience.ts';
import { ListTable } from '../parts/list-table.tsx';
import { ScraperRow } from './scraper-row.tsx';
import css from './scraper-table.module.css';

const COLUMNS = ['Scraper', 'Stale after', 'Suggestion', 'Stuck after', 'A stuck run'];

/** Scrapers by name; only the rows in view ask for what was learned. */
export function ScraperTable({ scrapers }: { scrapers: readonly Scraper[] }) {
  return (
    <ListTable
      items={scrapers}
      keyOf={({ name }) => name}
      caption="Scrapers by name"
      columns={COLUMNS}
      rowCount={scrapers.length + 1}
      overscan={4}
      className={css.scrapers}
    >
      {(scraper, scrolling) => <ScraperRow scraper={scraper} settled={!scrolling} />}
    </ListTable>
  );
}
