'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type MouseEvent, memo } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { heardUntil } from '../live/use-deaf.ts';
import { isGiven, isInDanger, worryOf } from '../live/vitals.ts';
import { shownText } from '../parts/free-text.ts';
import { StateMark } from '../parts/state-mark.tsx';
import columns from './columns.module.css';
import { EndedCells } from './ended-cells.tsx';
import { Cell, Row } from './grid.tsx';
import { LiveCells } from './live-cells.tsx';
import styles from './run-row.module.css';
import type { Moment } from './use-moment.ts';
import { rowLinkId } from './use-roving.ts';

/** What a row can do, the same for all rows. */
export interface RowActions {
  openMenu: (run: Run, button: HTMLElement) => void;
  dismiss: (run: Run) => void;
  focused: (id: string) => void;
}

/** One run on the board; `top` and `index` say where it stands, counting from 0. */
export const RunRow = memo(function RunRow({
  run,
  rate,
  twin,
  top,
  index,
  reachable,
  moment,
  actions,
}: {
  run: Run;
  /** Progress per second; null when unknown. */
  rate: number | null;
  /** Whether another row has the same name: then the end of its id tells it apart. */
  twin: boolean;
  top: number;
  index: number;
  /** Whether Tab comes to this row. */
  reachable: boolean;
  moment: Moment;
  actions: RowActions;
}) {
  const router = useRouter();
  const { now, storm, deafSince } = moment;
  const worry = worryOf(run, heardUntil(now, deafSince), storm);
  const tabIndex = reachable ? 0 : -1;
  const href = `/runs/${run.id}`;

  function open(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('a, button')) return;
    if (window.getSelection()?.type === 'Range') return;
    if (event.ctrlKey || event.metaKey || event.button === 1) window.open(href, '_blank');
    else if (event.button === 0) router.push(href);
  }

  return (
    <Row
      aria-rowindex={index + 2}
      className={`${columns.columns} ${styles.row}`}
      data-run={run.id}
      data-status={run.status}
      data-worry={worry ?? undefined}
      data-given={(isGiven(run, now) && !isInDanger(worry)) || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
      onAuxClick={open}
    >
      <Cell className={columns.name}>
        <StateMark status={run.status} worry={worry} />
        <Link
          id={rowLinkId(run.id)}
          href={href}
          prefetch={false}
          className={`fl-cut ${styles.link}`}
          title={run.scraper}
          tabIndex={tabIndex}
          onFocus={() => actions.focused(run.id)}
        >
          {shownText(run.scraper)}
        </Link>
        {twin && <span className={styles.twin}>{run.id.slice(-6)}</span>}
      </Cell>
      {run.status === 'RUNNING' ? (
        <LiveCells run={run} rate={rate} worry={worry} moment={moment} tabIndex={tabIndex} />
      ) : (
        <EndedCells run={run} tabIndex={tabIndex} onDismiss={actions.dismiss} />
      )}
      <Cell className={columns.more}>
        <button
          type="button"
          className={styles.menu}
          aria-haspopup="menu"
          aria-label={`More for ${run.scraper}`}
          tabIndex={tabIndex}
          onClick={(event) => actions.openMenu(run, event.currentTarget)}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">
            <circle cx="3.5" cy="8" r="1.3" />
            <circle cx="8" cy="8" r="1.3" />
            <circle cx="12.5" cy="8" r="1.3" />
          </svg>
        </button>
      </Cell>
    </Row>
  );
});
