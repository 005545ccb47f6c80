import css from './filter-bar.module.css';
import type { HistoryFilters } from './filters.ts';
import { fromField, toField } from './local-time.ts';

/** Any stretch of time, in the viewer's zone. */
export function DateFields({
  filters,
  type,
}: {
  filters: HistoryFilters;
  type: (change: Partial<HistoryFilters>) => void;
}) {
  return (
    <>
      <label className={css.field}>
        <span>Started from</span>
        <input
          type="datetime-local"
          value={toField(filters.from)}
          onChange={(event) => type({ from: fromField(event.currentTarget.value), last: null })}
        />
      </label>
      <label className={css.field}>
        <span>up to</span>
        <input
          type="datetime-local"
          value={toField(filters.to)}
          onChange={(event) => type({ to: fromField(event.currentTarget.value), last: null })}
        />
      </label>
    </>
  );
}
