'use client';

import { useQuery } from '@tanstack/react-query';
import { debounce, parseAsString, useQueryState } from 'nuqs';
import { usePageTitle } from '../frame/page-title.tsx';
import { scrapersQuery } from '../live/scraper-queries.ts';
import { useServerEvent } from '../live/socket.tsx';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import fields from '../parts/field.module.css';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { count, counted } from '../parts/words.ts';
import { matching } from './matching.ts';
import { NoScrapers } from './no-scrapers.tsx';
import { ScraperTable } from './scraper-table.tsx';
import css from './scrapers-page.module.css';

/** Milliseconds of quiet after which what is typed goes into the address. */
const TYPING_ENDS_AFTER = 300;

const searchParser = parseAsString
  .withDefault('')
  .withOptions({ history: 'replace', limitUrlUpdates: debounce(TYPING_ENDS_AFTER) });

/** Every scraper there is, and how patient Flatline is with it. */
export function ScrapersPage() {
  usePageTitle('Scrapers');
  const [q, setQ] = useQueryState('q', searchParser);
  const list = useQuery(scrapersQuery());
  const all = list.data?.scrapers;
  useServerEvent('run:started', ({ run }) => {
    if (!all?.some(({ name }) => name === run.scraper)) void list.refetch({ cancelRefetch: false });
  });
  const shown = matching(all ?? [], q);
  return (
    <div className={css.page}>
      <header>
        <h1>Scrapers</h1>
        <p className={css.purpose}>
          How long each may be silent before a run of it is marked as stale, and how long it may
          stand still. A run that names a limit of its own keeps that.
        </p>
      </header>
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {(list.isPending || (all !== undefined && all.length > 0)) && (
        <search className={css.bar} aria-label="Filter the scrapers">
          <label className={fields.labelled} data-grows="">
            <span>Search</span>
            <input
              type="search"
              className={fields.field}
              value={q}
              placeholder="Part of a name"
              maxLength={128}
              onChange={(event) => void setQ(event.currentTarget.value)}
            />
          </label>
          <p className="fl-num" role="status">
            {all !== undefined &&
              (q.trim() === ''
                ? counted(all.length, 'scraper')
                : `${count(shown.length)} of ${counted(all.length, 'scraper')}`)}
          </p>
        </search>
      )}
      {list.isPending && <ListSkeleton />}
      {all?.length === 0 && <NoScrapers />}
      {all !== undefined && all.length > 0 && shown.length === 0 && (
        <Empty title="No scraper matches">
          <p className={css.what}>No name has “{q.trim()}” in it.</p>
          <Button onClick={() => void setQ('')}>Clear the search</Button>
        </Empty>
      )}
      {shown.length > 0 && <ScraperTable scrapers={shown} />}
    </div>
  );
}
