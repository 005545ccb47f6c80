import css from './list-table.module.css';
import { SkeletonRows } from './skeleton-rows.tsx';

/** A list while its first answer is on its way. */
export function ListSkeleton() {
  return (
    <div className={css.table}>
      <div className={`${css.row} ${css.head}`} />
      <SkeletonRows rows={12} />
    </div>
  );
}
