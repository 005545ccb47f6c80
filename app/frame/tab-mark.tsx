'use client';

import { useDeaths } from '../deaths/use-deaths.ts';
import { useCurrentTitle } from './page-title.tsx';

/** The tab's title and icon: both count the deaths that nobody here has dismissed. */
export function TabMark() {
  const { open, moreOpen } = useDeaths();
  const page = useCurrentTitle();
  const name = page === null ? 'Flatline' : `${page} · Flatline`;
  return (
    <>
      <title>{open.length === 0 ? name : `(${open.length}${moreOpen ? '+' : ''}) ${name}`}</title>
      <link rel="icon" type="image/svg+xml" href={open.length === 0 ? CALM : ALARMED} />
    </>
  );
}

/** A line that beats, on blue; and one that is flat, on red. */
const CALM = icon('#1b5fd0', 'M5 17h5l3-8 5 14 3-6h6');
const ALARMED = icon('#c0271b', 'M5 16h22');

function icon(colour: string, line: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${colour}"/><path d="${line}" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
