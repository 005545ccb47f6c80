'use client';

import Link from 'next/link';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useAnnounce } from '../frame/announcer.tsx';
import { serverNow } from '../live/clock.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { Ago, At } from '../parts/time.tsx';
import { DEAF_MEANWHILE, deafWhy, deafWords } from './words.ts';

/** Struck through. */
const EAR = (
  <path
    d="M5 11.5c0-2-1.5-2.6-1.5-5A4.5 4.5 0 0 1 8 2c2.5 0 4.5 2 4.5 4.5 0 2.8-2.5 3-2.5 5.2 0 1.5-1 2.3-2.2 2.3M2 14 14 2"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
  />
);

/** On every page while no run can be heard: what looks like a silence then is none. */
export function DeafBanner({ since, reason }: { since: string; reason: string | null }) {
  const why = deafWhy(reason);
  return (
    <NoticeBar label="No run can be heard" shape={EAR}>
      <strong>
        No run can be heard since <At at={since} /> (<Ago at={since} as="words" bare />)
        {why !== null && `: ${why}`}.
      </strong>{' '}
      {DEAF_MEANWHILE}{' '}
      <Link href="/watchdog" prefetch={false}>
        See the watchdog
      </Link>
    </NoticeBar>
  );
}

/** Says once that nobody can be heard, and once that it is over. */
export function useSaidDeafness(state: { deafSince: string | null; reason: string | null } | null) {
  const announce = useAnnounce();
  const told = useRef(false);
  const tell = useEffectEvent((since: string | null) => {
    if (since !== null && !told.current) {
      announce(deafWords(state?.reason ?? null, since, serverNow()));
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
