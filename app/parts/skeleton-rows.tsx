import styles from './skeleton-rows.module.css';

const WIDTHS = ['62%', '44%', '71%', '53%', '66%', '48%'];

/** Rows of the final height while the first answer is on its way. `height` in pixels. */
export function SkeletonRows({ rows = 6, height = 40 }: { rows?: number; height?: number }) {
  return (
    <div className={styles.rows} aria-busy="true" role="status">
      <span className="fl-heard">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no identity and never move.
        <div key={index} className={styles.row} style={{ height }}>
          <span className={styles.bone} style={{ width: WIDTHS[index % WIDTHS.length] }} />
        </div>
      ))}
    </div>
  );
}
