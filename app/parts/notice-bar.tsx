import type { ReactNode, Ref } from 'react';
import styles from './notice-bar.module.css';

/** An amber bar over the page: what is the matter with all of it, and what can be done about it. */
export function NoticeBar({
  label,
  shape,
  ways,
  ref,
  children,
}: {
  label: string;
  /** What is drawn in a box of 16 by 16. */
  shape: ReactNode;
  /** Buttons. */
  ways?: ReactNode;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}) {
  return (
    <section ref={ref} className={styles.bar} aria-label={label}>
      <div className={styles.inside}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles.shape}>
          {shape}
        </svg>
        <p className={styles.words}>{children}</p>
        {ways !== undefined && <div className={styles.ways}>{ways}</div>}
      </div>
    </section>
  );
}
