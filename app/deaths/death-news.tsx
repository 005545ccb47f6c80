'use client';

import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { boardQuery } from '../live/queries.ts';
import { useServerEvent } from '../live/socket.tsx';
import { type Batch, createBatch } from './batch.ts';
import styles from './death-news.module.css';
import { headline, namesOf, reasonOf } from './reason.ts';

const TOAST = 'deaths';
const TOAST_FOR = 15_000;
/** Milliseconds: one sweep's deaths come together, and what comes together is one piece of news. */
const QUIET = 400;
const LONGEST = 2000;

/**
 * Tells of every death once: a toast, and a sentence for screen readers. It hears of them by
 * event, and by the board's snapshot when they came while the line was down.
 */
export function DeathNews() {
  const { data: board } = useQuery({ ...boardQuery(), enabled: false });
  const announce = useAnnounce();
  const known = useRef<Set<string> | null>(null);
  const batch = useRef<Batch<Run> | null>(null);
  const showing = useRef<Run[]>([]);

  const tell = useEffectEvent((runs: Run[]) => {
    announce(sentence(runs));
    const before = showing.current;
    showing.current = [...before, ...runs];
    const toast = {
      ...toastOf(showing.current),
      id: TOAST,
      onClose: () => {
        showing.current = [];
      },
    };
    if (before.length > 0) notifications.update(toast);
    else notifications.show(toast);
  });

  useEffect(() => {
    const made = createBatch<Run>({
      quietMs: QUIET,
      longestMs: LONGEST,
      after(ms, fire) {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
      take: (runs) => tell(runs),
    });
    batch.current = made;
    return made.stop;
  }, []);

  const hear = useEffectEvent((runs: readonly Run[]) => {
    // What had happened before this page was opened is no news.
    const first = known.current === null;
    const ids = known.current ?? new Set<string>();
    known.current = ids;
    for (const run of runs) {
      if (!first && !ids.has(run.id)) batch.current?.add(run);
      ids.add(run.id);
    }
  });

  const recent = board?.recent;
  useEffect(() => {
    if (recent !== undefined) hear(recent);
  }, [recent]);
  useServerEvent('run:failed', ({ run }) => {
    if (known.current !== null) hear([run]);
  });
  return null;
}

function sentence(runs: readonly Run[]): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? `${headline(runs)}: ${reasonOf(only)}.`
    : `${headline(runs)}: ${namesOf(runs)}.`;
}

function toastOf(runs: readonly Run[]) {
  const [only] = runs;
  const alone = runs.length === 1 && only !== undefined;
  return {
    // The sentence is in the page's own live region; an alert here would say it twice.
    role: 'group',
    'aria-label': headline(runs),
    color: 'var(--fl-danger)',
    autoClose: TOAST_FOR,
    withBorder: true,
    title: headline(runs),
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: (
      <span className={styles.message}>
        <span className={styles.reason}>{alone ? reasonOf(only) : namesOf(runs)}</span>
        <Link href={alone ? `/runs/${only.id}` : '/'} onClick={() => notifications.hide(TOAST)}>
          {alone ? 'Open the run' : 'Show them'}
        </Link>
      </span>
    ),
  };
}
