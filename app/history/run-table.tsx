'use client';

import type { Run } from '../../server/domain/run.ts';
import { ListTable } from '../parts/list-table.tsx';
import { RunRow } from './run-row.tsx';
import css from './run-table.module.css';

const COLUMNS = ['State', 'Scraper', 'Run', 'Last phase', 'Started', 'Took', 'How it ended'];

/** The runs, newest first; nobody knows how many there are. */
export function RunTable({ runs, fading }: { runs: readonly Run[]; fading: boolean }) {
  return (
    <ListTable
      items={runs}
      keyOf={({ id }) => id}
      caption="Runs, newest first"
      columns={COLUMNS}
      rowCount={-1}
      overscan={12}
      className={css.runs}
      fading={fading}
      statusOf={({ status }) => status}
    >
      {(run) => <RunRow run={run} />}
    </ListTable>
  );
}
