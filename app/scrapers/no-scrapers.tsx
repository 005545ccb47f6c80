'use client';

import { StartCommand } from '../parts/command.tsx';
import { Empty } from '../parts/empty.tsx';
import css from './no-scrapers.module.css';

/** What the list says before the first scraper. */
export function NoScrapers() {
  return (
    <Empty title="No scraper has reported a run yet.">
      <p>
        A scraper is made on first sight: start a run, and this page turns into the list by itself.
      </p>
      <div className={css.command}>
        <StartCommand />
      </div>
    </Empty>
  );
}
