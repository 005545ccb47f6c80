'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { ConnectionBadge } from './connection-badge.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import styles from './top-bar.module.css';

const PAGES = [
  { href: '/', name: 'Live', here: (path: string) => path === '/' },
  { href: '/runs', name: 'History', here: (path: string) => path.startsWith('/runs') },
  {
    href: '/scrapers',
    name: 'Scrapers',
    here: (path: string) => path.startsWith('/scrapers'),
  },
  { href: '/watchdog', name: 'Watchdog', here: (path: string) => path.startsWith('/watchdog') },
] as const;

/** The name, the pages, the connection and the theme. */
export function TopBar() {
  const path = usePathname();
  return (
    <header className={styles.bar}>
      <div className={styles.inside}>
        <Link href="/" className={styles.name} aria-label="Flatline, live board">
          <svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
            <path
              d="M1 9h6l3-6.5 4.5 11L17 9h10"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          <span className={styles.word}>Flatline</span>
        </Link>
        <nav aria-label="Pages" className={styles.pages}>
          {PAGES.map((page) => (
            <PageLink key={page.href} href={page.href} here={page.here(path)}>
              {page.name}
            </PageLink>
          ))}
        </nav>
        <div className={styles.end}>
          <ConnectionBadge />
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}

/** A page's code is fetched when someone is about to go there, not before. */
function PageLink({ href, here, children }: { href: string; here: boolean; children: string }) {
  const [near, setNear] = useState(false);
  return (
    <Link
      href={href}
      prefetch={near ? null : false}
      className={styles.page}
      aria-current={here ? 'page' : undefined}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    >
      {children}
    </Link>
  );
}
