import boardStyles from './board.module.css';
import columns from './columns.module.css';
import styles from './skeleton.module.css';

/** Widths of the bones, in per cent: a row's name and phase. */
const ROWS = [
  [46, 40],
  [32, 58],
  [54, 36],
  [38, 44],
  [60, 52],
  [42, 38],
  [50, 48],
  [36, 42],
] as const;

/** The board while the first answer is on its way: rows of the final height in the final columns. */
export function BoardSkeleton() {
  return (
    <div role="status" aria-busy="true">
      <span className="fl-heard">Loading the board</span>
      <div className={styles.select} />
      <div className={boardStyles.frame}>
        <div className={styles.head} />
        {ROWS.map(([name, phase]) => (
          <div key={name} className={`${columns.columns} ${styles.row}`}>
            <span className={columns.name}>
              <span className={styles.bone} style={{ width: `${name}%` }} />
            </span>
            <span className={columns.phase}>
              <span className={styles.bone} style={{ width: `${phase}%` }} />
            </span>
            <span className={columns.progress}>
              <span className={styles.bone} />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
