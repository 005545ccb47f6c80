'use client';

import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { RunRow } from './run-row.tsx';
import css from './run-table.module.css';

/** Pixels of a row, and of one on a phone; kept in step with the style. */
export const ROW_PX = 40;
export const PHONE_ROW_PX = 64;

const COLUMNS = ['State', 'Scraper', 'Run', 'Last phase', 'Started', 'Took', 'How it ended'];

/** The runs, newest first; only the rows in view are drawn. */
export function RunTable({ runs, fading }: { runs: readonly Run[]; fading: boolean }) {
  const phone = useMediaQuery('(max-width: 640px)', false);
  const body = useRef<HTMLTableSectionElement>(null);
  const top = useTop(body);
  const virtualizer = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => (phone ? PHONE_ROW_PX : ROW_PX),
    getItemKey: (index) => runs[index]?.id ?? index,
    overscan: 12,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew.
  useLayoutEffect(() => virtualizer.measure(), [phone, virtualizer]);

  return (
    <table aria-rowcount={-1} className={css.table} data-fading={fading || undefined}>
      <caption className="fl-heard">Runs, newest first</caption>
      <thead>
        <tr className={`${css.row} ${css.head}`}>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className={css.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const run = runs[item.index];
          return run === undefined ? null : (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              className={`${css.row} ${css.line}`}
              data-status={run.status}
              style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
            >
              <RunRow run={run} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Pixels from the top of the page to the list: what is above it may wrap, or come and go. */
export function useTop(body: RefObject<HTMLTableSectionElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const look = () => {
      const box = body.current?.getBoundingClientRect();
      if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [body]);
  return top;
}
