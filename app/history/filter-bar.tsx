'use client';

import { useState } from 'react';
import type { RunStatus } from '../../server/domain/run.ts';
import { RUN_STATUSES } from '../../server/domain/run.ts';
import fields from '../parts/field.module.css';
import { STATE_WORDS, StateMark } from '../parts/state-mark.tsx';
import { DateFields } from './date-fields.tsx';
import css from './filter-bar.module.css';
import { type HistoryFilters, PERIODS, periodWords } from './filters.ts';

/** The filters of the history; what they say is in the address. */
export function FilterBar({
  filters,
  choose,
  type,
}: {
  filters: HistoryFilters;
  /** A choice: a step that "back" takes back. */
  choose: (change: Partial<HistoryFilters>) => void;
  type: (change: Partial<HistoryFilters>) => void;
}) {
  const [opened, setOpened] = useState(false);
  const hasDates = filters.from !== null || filters.to !== null;
  const dated = filters.last === null && (opened || hasDates);
  return (
    <search className={css.bar} aria-label="Filter the runs">
      <label className={fields.labelled} data-grows="">
        <span>Search</span>
        <input
          type="search"
          className={fields.field}
          value={filters.q}
          placeholder="Scraper or run id begins with"
          maxLength={128}
          onChange={(event) => type({ q: event.currentTarget.value })}
        />
      </label>
      <label className={fields.labelled}>
        <span>Scraper</span>
        <input
          type="search"
          className={fields.field}
          value={filters.scraper}
          placeholder="Exact name"
          maxLength={128}
          onChange={(event) => type({ scraper: event.currentTarget.value })}
        />
      </label>
      <fieldset className={css.set}>
        <legend>State</legend>
        {RUN_STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            className={css.choice}
            aria-pressed={filters.status.includes(status)}
            aria-label={STATE_WORDS[status]}
            onClick={() => choose({ status: toggled(filters.status, status) })}
          >
            <StateMark status={status} />
            {STATE_WORDS[status]}
          </button>
        ))}
      </fieldset>
      <fieldset className={css.set}>
        <legend>Started in the</legend>
        {PERIODS.map((period) => (
          <button
            key={period}
            type="button"
            className={css.choice}
            aria-pressed={filters.last === period}
            onClick={() => {
              setOpened(false);
              choose({ last: filters.last === period ? null : period, from: null, to: null });
            }}
          >
            {periodWords(period)}
          </button>
        ))}
        <button
          type="button"
          className={css.choice}
          aria-pressed={dated}
          onClick={() => {
            setOpened(!dated);
            choose({ last: null, from: null, to: null });
          }}
        >
          Dates
        </button>
      </fieldset>
      {dated && <DateFields filters={filters} type={type} />}
    </search>
  );
}

function toggled(chosen: readonly RunStatus[], status: RunStatus): RunStatus[] {
  return RUN_STATUSES.filter((each) => (each === status) !== chosen.includes(each));
}
