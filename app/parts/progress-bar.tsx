import type { Progress } from '../../server/domain/run.ts';
import { inSentence } from './free-text.ts';
import styles from './progress-bar.module.css';
import { count } from './words.ts';

/** How far a run is. Without a total the bar has no end; without progress it is empty. */
export function ProgressBar({ progress, label }: { progress: Progress | null; label: string }) {
  const share = shareOf(progress);
  const text = progressText(progress);
  return (
    <span
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={share === null ? undefined : 0}
      aria-valuemax={share === null ? undefined : 100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      aria-valuetext={text}
    >
      {share === null ? (
        progress !== null && progress.done > 0 && <span className={styles.endless} />
      ) : (
        <span
          className={styles.fill}
          style={{ transform: `translateX(${(share - 1) * 100}%)` }}
          data-full={share === 1 || undefined}
        />
      )}
    </span>
  );
}

/** Between 0 and 1, or null when there is no total to measure by: nothing of nothing is no share. */
export function shareOf(progress: Progress | null): number | null {
  if (progress === null || progress.total === null || progress.total === 0) return null;
  return Math.min(1, progress.done / progress.total);
}

/** `812 of 1,200 pages`, `812 pages, no total`, `no progress reported`. */
export function progressText(progress: Progress | null): string {
  if (progress === null) return 'no progress reported';
  const unit = progress.unit === null ? '' : ` ${inSentence(progress.unit)}`;
  return progress.total === null
    ? `${count(progress.done)}${unit}, no total`
    : `${count(progress.done)} of ${count(progress.total)}${unit}`;
}
