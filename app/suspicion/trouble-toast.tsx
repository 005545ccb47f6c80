'use client';

import Link from 'next/link';
import type { Run } from '../../server/domain/run.ts';
import { namesOf } from '../deaths/reason.ts';
import { GrantButton } from '../grants/grant-button.tsx';
import { useNow } from '../live/clock.tsx';
import { diesAt } from '../live/vitals.ts';
import { Ago, Countdown } from '../parts/time.tsx';
import styles from '../toasts/toast.module.css';
import type { Toast } from '../toasts/toasts.tsx';
import type { Trouble } from './follow.ts';
import { recoveryTitle, troubleTitle, troubleWords } from './words.ts';

/** Milliseconds. */
const SHOWN_FOR = 15_000;
const RECOVERY_SHOWN_FOR = 4000;

/** The one toast that tells of these runs; `hide` takes it away. */
export function troubleToast(runs: readonly Run[], trouble: Trouble, hide: () => void): Toast {
  const [only] = runs;
  const alone = runs.length === 1 && only !== undefined;
  return {
    id: trouble,
    title: troubleTitle(runs, trouble),
    tone: 'suspect',
    shownFor: SHOWN_FOR,
    body: (
      <>
        <span className={styles.words}>
          {alone ? <Alone run={only} trouble={trouble} /> : namesOf(runs)}
        </span>
        <span className={styles.ways}>
          {trouble === 'suspect' && <GrantButton runs={runs} from="notice" />}
          <Link href={alone ? `/runs/${only.id}` : '/'} prefetch={false} onClick={hide}>
            {alone ? 'Open the run' : 'Show them'}
          </Link>
        </span>
      </>
    ),
  };
}

/** What takes its place when they spoke again: brief, since all is well. */
export function recoveryToast(runs: readonly Run[], trouble: Trouble): Toast {
  const [only] = runs;
  return {
    id: trouble,
    title: recoveryTitle(runs, trouble),
    tone: 'plain',
    shownFor: RECOVERY_SHOWN_FOR,
    body: only !== undefined && <Ago at={only.lastSignAt} as="words" />,
  };
}

function Alone({ run, trouble }: { run: Run; trouble: Trouble }) {
  const now = useNow();
  return (
    <>
      {troubleWords(run, trouble, now)}
      {trouble === 'suspect' && (
        <>
          , dies in <Countdown to={diesAt(run)} />
        </>
      )}
    </>
  );
}
