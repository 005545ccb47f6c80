'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { runIn } from '../live/positions.ts';
import { useRates } from '../live/socket.tsx';
import type { Sort } from './columns.ts';
import { RowGroup, Table } from './grid.tsx';
import { RunRow } from './run-row.tsx';
import styles from './run-table.module.css';
import { TableHead } from './table-head.tsx';
import type { Hold } from './use-hold.ts';
import { useMoment } from './use-moment.ts';
import { useRoving } from './use-roving.ts';
import { useRowHeight } from './use-row-height.ts';

/** Pixels at the top that the bar and the table's head cover. */
const COVERED = 48 + 36;
/** Rows that are drawn beyond each end of those in sight: more than one turn of a wheel shows. */
const OVERSCAN = 4;

/** The live runs as a table of which only the rows in sight are drawn. */
export function RunTable({
  runs,
  order,
  sort,
  onSort,
  hold,
  list,
  scrollMargin,
  onMenu,
  onDismiss,
}: {
  runs: readonly Run[];
  order: readonly string[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  hold: Hold;
  list: React.RefObject<HTMLDivElement | null>;
  /** Pixels from the top of the document to the list. */
  scrollMargin: number;
  onMenu: (run: Run, button: HTMLElement) => void;
  onDismiss: (run: Run) => void;
}) {
  const height = useRowHeight();
  const moment = useMoment();
  const rateOf = useRates();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run keeps its name, whatever it reports.
  const names = useMemo(() => countNames(order, runs), [order]);
  const shownRange = useRef<(index: number) => void>(() => {});
  const roving = useRoving(order, (index) => shownRange.current(index));
  const virtualizer = useWindowVirtualizer({
    count: order.length,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // Drawn after the picture that scrolled, not within it: both at once are one long task.
    useFlushSync: false,
    scrollMargin,
    scrollPaddingStart: COVERED,
    scrollPaddingEnd: 8,
    // The same while the order is: with another one every row would be measured again.
    getItemKey: useCallback((index: number) => order[index] ?? index, [order]),
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) =>
      withActive(startIndex - overscan, endIndex + overscan, count, roving.index),
  });
  shownRange.current = (index) => virtualizer.scrollToIndex(index, { align: 'auto' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height makes every measure wrong.
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  const { onRowFocus, onRowLeaves } = roving;
  const actions = useMemo(
    () => ({
      openMenu: onMenu,
      dismiss(run: Run) {
        onRowLeaves(run.id);
        onDismiss(run);
      },
      focused: onRowFocus,
    }),
    [onMenu, onDismiss, onRowFocus, onRowLeaves],
  );

  return (
    <Table aria-label="Live runs" aria-rowcount={order.length + 1}>
      <TableHead sort={sort} onSort={onSort} />
      <RowGroup
        ref={list}
        className={styles.rows}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={roving.onKeyDown}
        {...hold.handlers}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const run = runIn(runs, order[item.index] ?? '');
          return run === undefined ? null : (
            <RunRow
              key={run.id}
              run={run}
              rate={rateOf(run.id, moment.now)}
              twin={(names.get(run.scraper) ?? 0) > 1}
              index={item.index}
              top={item.start - scrollMargin}
              reachable={item.index === roving.index}
              moment={moment}
              actions={actions}
            />
          );
        })}
      </RowGroup>
    </Table>
  );
}

function countNames(order: readonly string[], runs: readonly Run[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const id of order) {
    const name = runIn(runs, id)?.scraper ?? '';
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return names;
}

/** The indexes to draw, in order; the active row stays drawn, or it would lose the focus. */
function withActive(start: number, end: number, count: number, active: number): number[] {
  const from = Math.max(0, start);
  const to = Math.min(count - 1, end);
  const range = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  if (active < 0 || active >= count || (active >= from && active <= to)) return range;
  return active < from ? [active, ...range] : [...range, active];
}
