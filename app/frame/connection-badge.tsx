'use client';

import { useEffect, useEffectEvent, useRef } from 'react';
import { useNow } from '../live/clock.tsx';
import type { Connection, ConnectionState } from '../live/connection.ts';
import { useConnection } from '../live/socket.tsx';
import { briefly, fullTime } from '../parts/words.ts';
import { useAnnounce } from './announcer.tsx';
import styles from './connection-badge.module.css';

/** Live, catching up or offline, and how old the last update is. */
export function ConnectionBadge() {
  const connection = useConnection();
  useSpokenChanges(connection.state);
  const now = useNow();
  const { lastUpdateAt } = connection;
  const title =
    lastUpdateAt === null
      ? 'The server has not been heard yet.'
      : `Last heard from the server: ${fullTime(lastUpdateAt)}`;
  return (
    <span className={styles.badge} data-state={connection.state} title={title}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" className={styles.dot}>
        {SHAPES[connection.state]}
      </svg>
      <span className={styles.words}>{badgeWords(connection, now)}</span>
      {connection.state === 'offline' && <span className={styles.more}>, retrying</span>}
    </span>
  );
}

/** What the badge says as of `now`, in milliseconds. */
export function badgeWords({ state, since, lastUpdateAt }: Connection, now: number): string {
  if (state === 'offline') return `Offline for ${briefly(now - since)}`;
  if (state === 'catching-up') return 'Catching up';
  return lastUpdateAt === null ? 'Live' : `Live · ${briefly(now - lastUpdateAt)}`;
}

const SPOKEN: Record<ConnectionState, string> = {
  live: 'Live again.',
  'catching-up': '',
  offline: 'Offline, retrying. What is shown may be out of date.',
};

/** Says when the line is lost and when it is back; the first connect goes without saying. */
function useSpokenChanges(state: ConnectionState): void {
  const announce = useAnnounce();
  const lost = useRef(false);
  const speak = useEffectEvent((next: ConnectionState) => {
    if (next === 'offline' || (next === 'live' && lost.current)) announce(SPOKEN[next]);
    if (next !== 'catching-up') lost.current = next === 'offline';
  });
  useEffect(() => speak(state), [state]);
}

const SHAPES: Record<ConnectionState, React.ReactNode> = {
  live: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  'catching-up': (
    <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
  ),
  offline: (
    <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" stroke="currentColor" strokeWidth="1.8" fill="none" />
  ),
};
