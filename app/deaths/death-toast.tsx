'use client';

import Link from 'next/link';
import type { Run } from '../../server/domain/run.ts';
import styles from '../toasts/toast.module.css';
import type { Toast } from '../toasts/toasts.tsx';
import { headline, reasonOf, whoDied } from './reason.ts';

/** Milliseconds. */
const SHOWN_FOR = 15_000;

/** The one toast that tells of these deaths; `hide` takes it away. */
export function deathToast(runs: readonly Run[], hide: () => void): Toast {
  const [only] = runs;
  const alone = runs.length === 1 && only !== undefined;
  return {
    id: 'deaths',
    title: headline(runs),
    tone: 'failed',
    shownFor: SHOWN_FOR,
    body: (
      <>
        <span className={styles.words}>{alone ? reasonOf(only) : whoDied(runs)}</span>
        <Link href={alone ? `/runs/${only.id}` : '/'} prefetch={false} onClick={hide}>
          {alone ? 'Open the run' : 'Show them'}
        </Link>
      </>
    ),
  };
}
