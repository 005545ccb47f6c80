'use client';

import Link from 'next/link';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { GrantItems } from '../grants/grant-items.tsx';
import { copyText } from '../parts/copy-button.tsx';
import { scraperHref } from '../scrapers/href.ts';
import styles from './row-menu.module.css';

/** Which row's menu is open, and the button that it hangs from. */
export interface MenuTarget {
  run: Run;
  button: HTMLElement;
}

const WIDTH = 220;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** The menu of a row. A popover of the browser's own: it closes by Escape and by a click elsewhere. */
export function RowMenu({
  target,
  onClose,
  onCancelRun,
}: {
  target: MenuTarget;
  onClose: () => void;
  onCancelRun: () => void;
}) {
  const menu = useRef<HTMLDivElement>(null);
  const announce = useAnnounce();
  const { run, button } = target;

  useEffect(() => {
    const element = menu.current;
    if (element === null) return;
    element.showPopover();
    place(element, button);
    items(element)[0]?.focus();
    // It hangs from a row: when the rows move on, it closes.
    window.addEventListener('scroll', onClose, { passive: true });
    window.addEventListener('resize', onClose);
    return () => {
      window.removeEventListener('scroll', onClose);
      window.removeEventListener('resize', onClose);
    };
  }, [button, onClose]);

  function onKeyDown(event: KeyboardEvent): void {
    const all = menu.current === null ? [] : items(menu.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = STEPS[event.key];
    if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Tab') onClose();
    // The browser would say a moment later that it has closed, and whoever opened it again meanwhile
    // would lose it.
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  }

  function close(): void {
    onClose();
    button.focus({ preventScroll: true });
  }

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={`More for ${run.scraper}`}
      className={styles.menu}
      onKeyDown={onKeyDown}
      onToggle={(event) => event.newState === 'closed' && close()}
    >
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        onClick={async () => {
          announce((await copyText(run.id)) ? 'Id copied.' : 'The browser refused to copy.');
          close();
        }}
      >
        Copy id
      </button>
      <a
        role="menuitem"
        tabIndex={-1}
        href={`/runs/${run.id}`}
        target="_blank"
        rel="noreferrer"
        onClick={onClose}
      >
        Open in a new tab
      </a>
      <Link
        role="menuitem"
        tabIndex={-1}
        href={scraperHref(run.scraper)}
        prefetch={false}
        onClick={onClose}
      >
        Limits of the scraper
      </Link>
      {run.status === 'RUNNING' && <GrantItems run={run} from={button} onDone={close} />}
      {run.status === 'RUNNING' && run.cancelRequestedAt === null && (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-danger=""
          onClick={() => {
            close();
            onCancelRun();
          }}
        >
          Cancel the run…
        </button>
      )}
    </div>
  );
}

/** Below the button and flush with its right edge; above it where there is no room below. */
function place(element: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const below = anchor.bottom + 4 + element.offsetHeight <= window.innerHeight;
  element.style.width = `${WIDTH}px`;
  element.style.left = `${Math.max(8, anchor.right - WIDTH)}px`;
  element.style.top = `${below ? anchor.bottom + 4 : anchor.top - 4 - element.offsetHeight}px`;
}

function items(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[role=menuitem]')];
}
