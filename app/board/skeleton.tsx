import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import styles from './board.module.css';

/** The board while the first answer is on its way. */
export function BoardSkeleton() {
  return (
    <div className={styles.frame}>
      <div style={{ height: 36, borderBottom: '1px solid var(--fl-line)' }} />
      <SkeletonRows rows={8} />
    </div>
  );
}
