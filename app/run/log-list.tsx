import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunLogLine } from '../../server/domain/run.ts';
import { Button } from '../parts/button.tsx';
import { counted } from '../parts/words.ts';
import { AT_END_PX, arrived, FOLLOWING, followed, scrolled } from './follow.ts';
import css from './log.module.css';
import { type LogRow, rowsOf } from './log-lines.ts';
import { LogRowView } from './log-row.tsx';

/** Pixels of a line that does not wrap. */
const LINE_PX = 22;

/**
 * The lines, newest in view until the reader looks elsewhere; then they are left in peace and
 * told what came. `whole` says that no line was filtered out, so that a missing number is a loss.
 */
export function LogList({ lines, whole }: { lines: readonly RunLogLine[]; whole: boolean }) {
  const rows = useMemo(
    (): LogRow[] => (whole ? rowsOf(lines) : lines.map((line) => ({ kind: 'line', line }))),
    [lines, whole],
  );
  const scroller = useRef<HTMLElement>(null);
  const [follow, setFollow] = useFollow(lines.at(-1)?.n ?? 0);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 12,
    anchorTo: 'end',
    scrollEndThreshold: AT_END_PX,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are what moves the end.
  useLayoutEffect(() => {
    if (follow.following) virtualizer.scrollToEnd();
  }, [rows, follow.following, virtualizer]);

  return (
    <div className={css.frame}>
      <section
        ref={scroller}
        className={css.scroller}
        aria-label="Log lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: view }) => {
          const toEndPx = view.scrollHeight - view.clientHeight - view.scrollTop;
          setFollow((state) => scrolled(state, { top: view.scrollTop, toEndPx }));
        }}
      >
        <div className={css.sheet} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={css.place}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogRowView row={row} />
              </div>
            );
          })}
        </div>
      </section>
      {!follow.following && (
        <div className={css.follow}>
          <Button small onClick={() => setFollow(followed)}>
            {follow.unseen > 0 ? `${counted(follow.unseen, 'new line')} ↓` : 'Newest line ↓'}
          </Button>
        </div>
      )}
    </div>
  );
}

function useFollow(lastN: number) {
  const [follow, setFollow] = useState(FOLLOWING);
  const [seen, setSeen] = useState(lastN);
  if (lastN !== seen) {
    setSeen(lastN);
    setFollow(arrived(follow, lastN - seen));
  }
  return [follow, setFollow] as const;
}

function keyOf(row: LogRow | undefined): string | number {
  if (row === undefined) return -1;
  return row.kind === 'line' ? row.line.n : `gap after ${row.after}`;
}
