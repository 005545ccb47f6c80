'use client';

import { Notifications, notifications } from '@mantine/notifications';
import Link from 'next/link';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { headline, namesOf, reasonOf } from './reason.ts';
import styles from './toaster.module.css';

const TOAST = 'deaths';
/** Milliseconds. */
const SHOWN_FOR = 15_000;

/** One toast for the deaths in `runs`; it grows with them, and `onClose` is called when it goes. */
export function Toaster({ runs, onClose }: { runs: readonly Run[]; onClose: () => void }) {
  const showing = useRef(false);
  const show = useEffectEvent((deaths: readonly Run[]) => {
    const toast = { ...toastOf(deaths), onClose: closed };
    if (showing.current) notifications.update(toast);
    else notifications.show(toast);
    showing.current = true;
  });
  const closed = useEffectEvent(() => {
    showing.current = false;
    onClose();
  });
  useEffect(() => {
    if (runs.length > 0) show(runs);
  }, [runs]);
  return <Notifications position="bottom-right" containerWidth={380} zIndex={300} />;
}

function toastOf(runs: readonly Run[]) {
  const [only] = runs;
  const alone = runs.length === 1 && only !== undefined;
  return {
    id: TOAST,
    // The sentence is in the page's own live region; an alert here would say it twice.
    role: 'group',
    'aria-label': headline(runs),
    color: 'var(--fl-danger)',
    autoClose: SHOWN_FOR,
    withBorder: true,
    title: headline(runs),
    closeButtonProps: { 'aria-label': 'Close this message' },
    classNames: { root: styles.toast, title: styles.title, description: styles.message },
    message: (
      <>
        <span className={styles.reason}>{alone ? reasonOf(only) : namesOf(runs)}</span>
        <Link
          href={alone ? `/runs/${only.id}` : '/'}
          prefetch={false}
          onClick={() => notifications.hide(TOAST)}
        >
          {alone ? 'Open the run' : 'Show them'}
        </Link>
      </>
    ),
  };
}
