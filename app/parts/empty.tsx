import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** What a list says when there is nothing in it: one sentence, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.next}>{children}</div>}
    </div>
  );
}
