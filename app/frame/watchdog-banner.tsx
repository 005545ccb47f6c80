'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { DeafBanner, useSaidDeafness } from '../hearing/deaf-banner.tsx';
import { watchdogQuery } from '../live/queries.ts';
import styles from './watchdog-banner.module.css';

/** On every page while the watchdog is not healthy: nobody finds the dead then, or nobody can be heard. */
export function WatchdogBanner() {
  const { data } = useQuery(watchdogQuery());
  useSaidDeafness(data ?? null);
  if (data === undefined || data.healthy) return null;
  if (data.deafSince != null) return <DeafBanner since={data.deafSince} reason={data.reason} />;
  return (
    <div role="alert" className={styles.banner}>
      <div className={styles.inside}>
        <strong>The watchdog is not healthy.</strong>{' '}
        <span>{data.reason ?? 'It did not say why.'} Runs that die may not be noticed.</span>{' '}
        <Link href="/watchdog" prefetch={false}>
          See the watchdog
        </Link>
      </div>
    </div>
  );
}
