'use client';

import { useEffect, useState } from 'react';
import styles from './copy-button.module.css';

/** Milliseconds for which the button says that it copied. */
const SAID_FOR = 2000;

/** Copies `text`. `label` says what ("Copy id"); without `withWord` it is heard and shown on hover. */
export function CopyButton({
  text,
  label,
  withWord = false,
}: {
  text: string;
  label: string;
  withWord?: boolean;
}) {
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_FOR);
    return () => clearTimeout(timer);
  }, [said]);

  const word = said === 'copied' ? 'Copied' : said === 'refused' ? 'Copying was refused' : label;
  return (
    <button
      type="button"
      className={styles.button}
      title={withWord ? undefined : word}
      data-said={said ?? undefined}
      onClick={async (event) => {
        event.stopPropagation();
        setSaid((await copyText(text)) ? 'copied' : 'refused');
      }}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {said === 'copied' ? (
          <path d="M3 8.6 6.4 12 13 4.6" className={styles.line} />
        ) : (
          <path
            d="M5.5 5.5V3.2c0-.4.3-.7.7-.7h6.6c.4 0 .7.3.7.7v6.6c0 .4-.3.7-.7.7h-2.3M3.2 5.5h6.6c.4 0 .7.3.7.7v6.6c0 .4-.3.7-.7.7H3.2a.7.7 0 0 1-.7-.7V6.2c0-.4.3-.7.7-.7z"
            className={styles.line}
          />
        )}
      </svg>
      <span className={withWord ? undefined : 'fl-heard'} aria-live="polite">
        {word}
      </span>
    </button>
  );
}

/** Whether `text` is on the clipboard. Over plain HTTP from afar browsers have no clipboard API. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
