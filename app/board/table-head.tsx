'use client';

import fields from '../parts/field.module.css';
import places from './columns.module.css';
import { COLUMN_WORDS, COLUMNS, type Column, columnOf, pressed, type Sort } from './columns.ts';
import { ColumnHead, Row, RowGroup } from './grid.tsx';
import styles from './run-table.module.css';

/** The heads of the columns; each sorts. On a phone a select does the same. */
export function TableHead({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  const current = columnOf(sort);
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  return (
    <RowGroup className={styles.head}>
      <Row aria-rowindex={1} className={`${places.columns} ${styles.headRow}`}>
        {COLUMNS.map((column) => (
          <ColumnHead
            key={column}
            className={headClass(column)}
            aria-sort={column === current ? direction : undefined}
          >
            <button
              type="button"
              className={styles.sort}
              data-current={column === current || undefined}
              title={`Sort: ${COLUMN_WORDS[column].order}`}
              onClick={() => onSort(pressed(sort, column))}
            >
              {COLUMN_WORDS[column].name}
              <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" data-turn={direction}>
                <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
              </svg>
            </button>
          </ColumnHead>
        ))}
        <ColumnHead className={places.more}>
          <span className="fl-heard">Menu</span>
        </ColumnHead>
      </Row>
    </RowGroup>
  );
}

/** The same choice on a phone, where there are no columns. */
export function SortSelect({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  return (
    <label className={styles.select}>
      <span className="fl-dim">Sort</span>
      <select
        className={fields.field}
        value={columnOf(sort)}
        onChange={(event) => onSort(event.target.value as Sort)}
      >
        {COLUMNS.map((column) => (
          <option key={column} value={column}>
            {COLUMN_WORDS[column].name}: {COLUMN_WORDS[column].order}
          </option>
        ))}
      </select>
    </label>
  );
}

const NUMBERS: readonly Column[] = ['rate', 'elapsed', 'silent', 'dies'];

function headClass(column: Column): string {
  const place = places[column === 'scraper' ? 'name' : column];
  return `${place} ${styles.headCell} ${NUMBERS.includes(column) ? styles.number : ''}`;
}
