import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import css from './scraper-table.module.css';

/** The list of scrapers while its answer is on its way. */
export function ScrapersSkeleton() {
  return (
    <div className={css.table}>
      <div className={`${css.row} ${css.head}`} />
      <SkeletonRows rows={12} />
    </div>
  );
}
