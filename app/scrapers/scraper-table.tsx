'use client';

import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import type { Scraper } from '../../server/domain/patience.ts';
import { useTop } from '../history/run-table.tsx';
import { ScraperRow } from './scraper-row.tsx';
import css from './scraper-table.module.css';

/** Pixels of a row, and of one on a phone; kept in step with the style. */
const ROW_PX = 40;
const PHONE_ROW_PX = 64;

const COLUMNS = ['Scraper', 'Stale after', 'Suggestion', 'Stuck after', 'A stuck run'];

/** Scrapers by name; only the rows in view are drawn, and ask for what was learned. */
export function ScraperTable({ scrapers }: { scrapers: readonly Scraper[] }) {
  const phone = useMediaQuery('(max-width: 640px)', false);
  const body = useRef<HTMLTableSectionElement>(null);
  const top = useTop(body);
  const virtualizer = useWindowVirtualizer({
    count: scrapers.length,
    estimateSize: () => (phone ? PHONE_ROW_PX : ROW_PX),
    getItemKey: (index) => scrapers[index]?.name ?? index,
    overscan: 4,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew.
  useLayoutEffect(() => virtualizer.measure(), [phone, virtualizer]);

  return (
    <table aria-rowcount={scrapers.length + 1} className={css.table}>
      <caption className="fl-heard">Scrapers by name</caption>
      <thead>
        <tr aria-rowindex={1} className={`${css.row} ${css.head}`}>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className={css.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const scraper = scrapers[item.index];
          return scraper === undefined ? null : (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              className={`${css.row} ${css.line}`}
              style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
            >
              <ScraperRow scraper={scraper} settled={!virtualizer.isScrolling} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
