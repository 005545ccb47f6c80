'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { DeathPanel } from '../deaths/death-panel.tsx';
import { type Deaths, useDeaths } from '../deaths/use-deaths.ts';
import { useNow } from '../live/clock.tsx';
import type { Connection } from '../live/connection.ts';
import { boardQuery } from '../live/queries.ts';
import { useConnection, useRoom } from '../live/socket.tsx';
import { useStorm } from '../live/use-storm.ts';
import { Button } from '../parts/button.tsx';
import { Late } from '../parts/late.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { usePhone } from '../parts/use-phone.ts';
import { count, counted, viewerZone } from '../parts/words.ts';
import styles from './board.module.css';
import { DEFAULT_SORT, SORTS } from './columns.ts';
import { FirstRun } from './first-run.tsx';
import { type MenuTarget, RowMenu } from './row-menu.tsx';
import { RunTable } from './run-table.tsx';
import { BoardSkeleton } from './skeleton.tsx';
import { SortSelect } from './table-head.tsx';
import { useArrangement } from './use-arrangement.ts';
import { useHold } from './use-hold.ts';
import { useOffsetTop } from './use-offset-top.ts';

const loadCancelDialog = () => import('./cancel-dialog.tsx').then((file) => file.CancelDialog);

/** No default: an order that was chosen is kept, even where it is the one that it would be anyway. */
const sortParser = parseAsStringLiteral(SORTS).withOptions({ history: 'replace' });

/** Milliseconds that the socket is given to catch up before the board is asked for by HTTP. */
const PATIENCE = 3000;
/** Milliseconds between two looks by HTTP while there is no socket. */
const LOOK_INTERVAL = 10_000;
const TOP_BAR = 48;
const NO_RUNS: readonly Run[] = [];

/** The live board: who died last night, and everything that runs. */
export function Board() {
  useRoom({ room: 'board' });
  const connection = useConnection();
  const offline = connection.state === 'offline';
  const byHttp = useOverdue(connection);
  const board = useQuery({
    ...boardQuery(),
    enabled: byHttp,
    refetchInterval: byHttp && LOOK_INTERVAL,
  });
  const deaths = useDeaths();
  const [chosen, setSort] = useQueryState('sort', sortParser);
  const sort = chosen ?? DEFAULT_SORT;
  const storm = useStorm();
  const phone = usePhone();
  const list = useRef<HTMLDivElement>(null);
  const hold = useHold(list, TOP_BAR);
  const scrollMargin = useOffsetTop(list);
  const [zone] = useState(viewerZone);
  const [menu, setMenu] = useState<MenuTarget | null>(null);
  const [cancelling, setCancelling] = useState<MenuTarget | null>(null);

  const runs = board.data?.runs ?? NO_RUNS;
  const undismissed = useUndismissed(runs, deaths);
  // The head turns at once; thousands of rows follow without holding up the next key.
  const followed = useDeferredValue(chosen);
  const { order, waiting, reveal } = useArrangement(
    undismissed,
    followed,
    hold.held || menu !== null,
    menu?.run.id ?? hold.focused,
  );
  const inTable = useMemo(() => new Set(order), [order]);
  const allInTable = deaths.open.length > 1 && deaths.open.every((run) => inTable.has(run.id));
  const openMenu = useCallback((run: Run, button: HTMLElement) => setMenu({ run, button }), []);
  const closeMenu = useCallback(() => setMenu(null), []);

  if (board.data === undefined) {
    return board.isError ? (
      <ProblemNotice
        problem={board.error}
        onRetry={() => void board.refetch()}
        retrying={board.isFetching}
      />
    ) : (
      <BoardSkeleton />
    );
  }

  return (
    <div className={styles.board} data-offline={offline || undefined}>
      <h1 className="fl-heard">Live runs</h1>
      <DeathPanel deaths={deaths} except={inTable} brief={phone && storm !== null} />
      {order.length === 0 ? (
        <div className={styles.frame}>
          <FirstRun />
        </div>
      ) : (
        <>
          <SortSelect sort={sort} onSort={setSort} />
          <div className={styles.frame}>
            <RunTable
              runs={runs}
              order={order}
              sort={sort}
              onSort={setSort}
              hold={hold}
              list={list}
              scrollMargin={scrollMargin}
              onMenu={openMenu}
              onDismiss={deaths.dismiss}
            />
          </div>
          <p className={styles.foot}>
            {offline && 'Offline: this may be out of date, and countdowns (~) are estimates. '}
            Times are in {zone}.{' '}
            <span className={styles.keys}>
              <kbd>j</kbd> <kbd>k</kbd> or <kbd>↓</kbd> <kbd>↑</kbd> move, <kbd>Enter</kbd> opens.
            </span>
            {/* Below the list, not above it: it comes with deaths, and must not push their rows. */}
            {allInTable && (
              <Button tone="quiet" small onClick={deaths.dismissAll}>
                Dismiss all {count(deaths.open.length)} deaths
              </Button>
            )}
          </p>
        </>
      )}
      {waiting > 0 && (
        <div className={styles.pill} data-holds="">
          <button
            type="button"
            onClick={() => {
              hold.release();
              reveal();
              window.scrollTo({ top: 0 });
            }}
          >
            {counted(waiting, 'new run')}
          </button>
        </div>
      )}
      {menu !== null && (
        <RowMenu
          key={menu.run.id}
          target={menu}
          onClose={closeMenu}
          onCancelRun={() => setCancelling(menu)}
        />
      )}
      {cancelling !== null && (
        <Late
          load={loadCancelDialog}
          props={{
            run: cancelling.run,
            onClose: () => {
              setCancelling(null);
              cancelling.button.focus({ preventScroll: true });
            },
          }}
        />
      )}
    </div>
  );
}

/** A death that was dismissed leaves its row, too. */
function useUndismissed(runs: readonly Run[], deaths: Deaths): readonly Run[] {
  return useMemo(
    () => runs.filter((run) => run.status !== 'FAILED' || !deaths.isDismissed(run)),
    [runs, deaths],
  );
}

/** Whether the socket is away, or takes too long to catch up. */
function useOverdue({ state, since }: Connection): boolean {
  const waited = useNow() - since;
  return state === 'offline' || (state === 'catching-up' && waited > PATIENCE);
}
