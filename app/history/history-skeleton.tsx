import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import css from './run-table.module.css';

/** The history while its first answer is on its way. */
export function HistorySkeleton() {
  return (
    <div className={css.table}>
      <div className={`${css.row} ${css.head}`} />
      <SkeletonRows rows={12} />
    </div>
  );
}
