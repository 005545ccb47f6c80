'use client';

import { useMantineColorScheme } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import styles from './theme-switch.module.css';

type Scheme = 'auto' | 'light' | 'dark';

const NEXT: Record<Scheme, Scheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const WORDS: Record<Scheme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Light, dark, or as the system: one button that goes round. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The page is drawn ahead of time by a server that cannot know what this browser chose.
  const inBrowser = useSyncExternalStore(nothingChanges, yes, no);
  const scheme: Scheme = inBrowser ? colorScheme : 'auto';
  const label = `Theme: ${WORDS[scheme]}. Switch to ${WORDS[NEXT[scheme]]}`;
  return (
    <button
      type="button"
      className={styles.button}
      title={label}
      aria-label={label}
      onClick={() => setColorScheme(NEXT[scheme])}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {ICONS[scheme]}
      </svg>
    </button>
  );
}

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const ICONS: Record<Scheme, React.ReactNode> = {
  auto: (
    <g>
      <circle cx="8" cy="8" r="5.75" {...LINE} />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </g>
  ),
  light: (
    <path
      d="M8 5.25a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 0 1 0-5.5zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7"
      {...LINE}
    />
  ),
  dark: <path d="M13.2 9.6A5.5 5.5 0 1 1 6.4 2.8a4.4 4.4 0 0 0 6.8 6.8z" {...LINE} />,
};

function nothingChanges(): () => void {
  return () => {};
}
const yes = () => true;
const no = () => false;
