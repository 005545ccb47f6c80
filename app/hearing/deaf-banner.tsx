'use client';

import Link from 'next/link';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useAnnounce } from '../frame/announcer.tsx';
import { serverNow } from '../live/clock.tsx';
import { Ago, At } from '../parts/time.tsx';
import { shortTime } from '../parts/words.ts';
import styles from './deaf-banner.module.css';
import { DEAF_MEANWHILE, deafSentence, deafWhy } from './words.ts';

/** On every page while no run can be heard: what looks like a silence then is none. */
export function DeafBanner({ since, reason }: { since: string; reason: string | null }) {
  const why = deafWhy(reason);
  return (
    <section className={styles.banner} aria-label="No run can be heard">
      <div className={styles.inside}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles.shape}>
          <path
            d="M5 11.5c0-2-1.5-2.6-1.5-5A4.5 4.5 0 0 1 8 2c2.5 0 4.5 2 4.5 4.5 0 2.8-2.5 3-2.5 5.2 0 1.5-1 2.3-2.2 2.3M2 14 14 2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </svg>
        <p className={styles.words}>
          <strong>
            No run can be heard since <At at={since} /> (<Ago at={since} as="words" bare />)
            {why !== null && `: ${why}`}.
          </strong>{' '}
          {DEAF_MEANWHILE}{' '}
          <Link href="/watchdog" prefetch={false}>
            See the watchdog
          </Link>
        </p>
      </div>
    </section>
  );
}

/** Says once that nobody can be heard, and once that it is over. */
export function useSaidDeafness(state: { deafSince: string | null; reason: string | null } | null) {
  const announce = useAnnounce();
  const told = useRef(false);
  const tell = useEffectEvent((since: string | null) => {
    if (since !== null && !told.current) {
      const at = shortTime(Date.parse(since), serverNow());
      announce(`${deafSentence({ reason: state?.reason ?? null, since: at })} ${DEAF_MEANWHILE}`);
    }
    if (since === null && told.current) {
      announce('Runs can be heard again. The time that could not be heard was given back.');
    }
    told.current = since !== null;
  });
  const since = state?.deafSince;
  useEffect(() => {
    if (since !== undefined) tell(since);
  }, [since]);
}
