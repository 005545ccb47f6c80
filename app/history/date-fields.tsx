import fields from '../parts/field.module.css';
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
      <label className={fields.labelled}>
        <span>Started from</span>
        <input
          type="datetime-local"
          className={fields.field}
          value={toField(filters.from)}
          onChange={(event) => type({ from: fromField(event.currentTarget.value), last: null })}
        />
      </label>
      <label className={fields.labelled}>
        <span>up to</span>
        <input
          type="datetime-local"
          className={fields.field}
          value={toField(filters.to)}
          onChange={(event) => type({ to: fromField(event.currentTarget.value), last: null })}
        />
      </label>
    </>
  );
}
