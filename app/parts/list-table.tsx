'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import {
  type ComponentProps,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import css from './list-table.module.css';
import { usePhone } from './use-phone.ts';

/** Pixels of a row, and of one on a phone; the styles place its cells in as much. */
const ROW_PX = 40;
const PHONE_ROW_PX = 64;

/** A list that scrolls with the page; only the rows in view are drawn. */
export function ListTable<T>({
  items,
  keyOf,
  caption,
  columns,
  rowCount,
  overscan,
  className,
  fading = false,
  statusOf,
  children,
}: {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Heard alone. */
  caption: string;
  columns: readonly string[];
  /** With the head; -1 while nobody knows. */
  rowCount: number;
  /** Rows that are drawn beyond the view on either side. */
  overscan: number;
  /** Names the columns and places the cells. */
  className: string | undefined;
  fading?: boolean;
  /** What the style tells rows apart by. */
  statusOf?: (item: T) => string;
  /** The cells of a row; `scrolling` while the list flies by. */
  children: (item: T, scrolling: boolean) => ReactNode;
}) {
  const phone = usePhone();
  const body = useRef<HTMLTableSectionElement>(null);
  const top = useTop(body);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (phone ? PHONE_ROW_PX : ROW_PX),
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew.
  useLayoutEffect(() => virtualizer.measure(), [phone, virtualizer]);

  return (
    <table
      aria-rowcount={rowCount}
      className={`${css.table} ${className}`}
      data-fading={fading || undefined}
    >
      <caption className="fl-heard">{caption}</caption>
      <thead>
        <tr aria-rowindex={1} className={`${css.row} ${css.head}`}>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className={css.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => {
          const item = items[row.index];
          return item === undefined ? null : (
            <tr
              key={row.key}
              aria-rowindex={row.index + 2}
              className={`${css.row} ${css.line}`}
              data-status={statusOf?.(item)}
              style={{ height: row.size, transform: `translateY(${row.start - top}px)` }}
            >
              {children(item, virtualizer.isScrolling)}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The link that the whole row leads to. */
export function RowLink(link: Omit<ComponentProps<typeof Link>, 'className'>) {
  return <Link {...link} className={`${css.link} fl-cut`} />;
}

/** Pixels from the top of the page to the list: what is above it may wrap, or come and go. */
function useTop(body: RefObject<HTMLTableSectionElement | null>): number {
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
