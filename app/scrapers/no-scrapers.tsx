'use client';

import { useSyncExternalStore } from 'react';
import { Command, startCommand } from '../board/first-run.tsx';
import { Empty } from '../parts/empty.tsx';
import css from './no-scrapers.module.css';

/** What the list says before the first scraper. */
export function NoScrapers() {
  const origin = useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => '',
  );
  return (
    <Empty title="No scraper has reported a run yet.">
      <p>
        A scraper is made on first sight: start a run, and this page turns into the list by itself.
      </p>
      <div className={css.command}>
        <Command text={startCommand(origin)} label="Copy the command that starts a run" />
      </div>
    </Empty>
  );
}
