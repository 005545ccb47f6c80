'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { LIMITS } from '../../server/domain/limits.ts';
import { usePageTitle } from '../frame/page-title.tsx';
import { ApiProblem } from '../live/api.ts';
import { watchdogQuery } from '../live/queries.ts';
import { type ScraperAnswer, scraperQuery } from '../live/scraper-queries.ts';
import { useServerEvent } from '../live/socket.tsx';
import { Empty } from '../parts/empty.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { Panel } from '../run/panel.tsx';
import { LearnedPanel } from './learned-panel.tsx';
import { RecentRuns } from './recent-runs.tsx';
import { RetentionForm } from './retention-form.tsx';
import css from './scraper-page.module.css';
import { SilencePanel } from './silence-panel.tsx';
import { StuckPanel } from './stuck-panel.tsx';
import { useChangedElsewhere } from './tabs.ts';
import { useScraperChange } from './use-scraper-change.tsx';

/** Milliseconds between two looks at the scraper. */
const LOOK_INTERVAL = 15_000;

/** One scraper: how patient Flatline is with it, what its good runs were like, and its newest runs. */
export function ScraperPage({ name }: { name: string }) {
  // Another scraper is another page: nothing of the one before may stay.
  return LIMITS.scraperPattern.test(name) ? (
    <Page key={name} name={name} />
  ) : (
    <NoSuchScraper name={name} />
  );
}

function Page({ name }: { name: string }) {
  usePageTitle(name);
  const query = useQuery({
    ...scraperQuery(name),
    retry: (failures, problem) => !isMissing(problem) && failures < 2,
    // No event tells of a change that was made elsewhere.
    refetchInterval: LOOK_INTERVAL,
    refetchOnWindowFocus: 'always',
  });
  useChangedElsewhere(name, () => void query.refetch());
  useServerEvent('run:finished', ({ run }) => {
    if (run.scraper === name) void query.refetch({ cancelRefetch: false });
  });
  if (query.error !== null && isMissing(query.error)) return <NoSuchScraper name={name} />;
  return (
    <article className={css.page}>
      <header>
        <p className={css.way}>
          <Link href="/scrapers">Scrapers</Link>
        </p>
        <h1 className={css.name}>{name}</h1>
      </header>
      {query.error !== null && (
        <ProblemNotice problem={query.error} onRetry={query.refetch} retrying={query.isFetching} />
      )}
      {query.data !== undefined && <Patience answer={query.data} />}
      {query.isPending && <Bones />}
      {(query.data !== undefined || query.isPending) && <RecentRuns name={name} />}
    </article>
  );
}

function Patience({ answer }: { answer: ScraperAnswer }) {
  const { scraper, patience } = answer;
  const changes = useScraperChange(scraper.name);
  const { data: watchdog } = useQuery(watchdogQuery());
  return (
    <>
      <div className={css.limits}>
        <SilencePanel answer={answer} changes={changes} setting={watchdog?.staleAfterSeconds} />
        <StuckPanel scraper={scraper} changes={changes} setting={watchdog?.stuckAfterSeconds} />
      </div>
      <LearnedPanel scraper={scraper} patience={patience} />
      <Panel title="Keeping">
        <div className={css.body}>
          <RetentionForm scraper={scraper} changes={changes} />
        </div>
      </Panel>
    </>
  );
}

/** As high as what comes, as far as that can be known. */
function Bones() {
  return (
    <div role="status" aria-busy="true" className={css.bones}>
      <span className="fl-heard">Loading</span>
      <div className={css.limits}>
        <div className={css.bone} />
        <div className={css.bone} />
      </div>
      <div className={css.bone} />
    </div>
  );
}

function NoSuchScraper({ name }: { name: string }) {
  return (
    <Empty title="There is no scraper of this name">
      <p>
        <code style={{ overflowWrap: 'anywhere' }}>{name}</code>
      </p>
      <p>
        It may have been mistyped, or it has not reported a run yet: a scraper is made on first
        sight. <Link href="/scrapers">See all scrapers</Link>, or{' '}
        <Link href="/">see what runs now</Link>.
      </p>
    </Empty>
  );
}

function isMissing(problem: Error): boolean {
  return problem instanceof ApiProblem && problem.code === 'not_found';
}
