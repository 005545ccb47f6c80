'use client';

import Link from 'next/link';
import type { RunDetail } from '../../server/domain/run.ts';
import { GrantButton } from '../grants/grant-button.tsx';
import { useHeardUntil } from '../live/use-deaf.ts';
import { useStorm } from '../live/use-storm.ts';
import { worryOf } from '../live/vitals.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { shownText } from '../parts/free-text.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { At } from '../parts/time.tsx';
import { viewerZone } from '../parts/words.ts';
import { scraperHref } from '../scrapers/href.ts';
import { CancelButton } from './cancel.tsx';
import { endingOf } from './ending.ts';
import css from './head.module.css';
import { LifeLine } from './life-line.tsx';
import { staleEvidenceOf } from './stale-evidence.ts';

/** What a run is, how it is, and what can be done about it. */
export function Head({ run, size }: { run: RunDetail; size: 'roomy' | 'snug' }) {
  const worry = worryOf(run, useHeardUntil(), useStorm());
  const ending = endingOf(run);
  return (
    <header className={css.head} data-status={run.status}>
      <div className={css.title}>
        <h1 className="fl-cut" title={run.scraper}>
          {shownText(run.scraper)}
        </h1>
        <StateMark status={run.status} worry={worry} withWord />
        {/* Where they stood there is room left when the run ends: nothing moves. */}
        {size === 'roomy' && (
          <div className={css.ways}>
            {run.status === 'RUNNING' && <GrantButton runs={[run]} from="page" />}
            <CancelButton run={run} />
          </div>
        )}
      </div>
      <p className={css.how} title={ending ?? undefined}>
        {ending ?? <LifeLine run={run} worry={worry} />}
      </p>
      <dl className={css.facts}>
        <div>
          <dt>Run</dt>
          <dd>
            <code>{run.id}</code>
            <CopyButton label="Copy id" text={run.id} />
          </dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            <At at={run.startedAt} />
          </dd>
        </div>
        <div>
          <dt>Scraper</dt>
          <dd>
            <span>
              <Link href={scraperHref(run.scraper)}>its limits</Link>,{' '}
              <Link href={`/runs?scraper=${encodeURIComponent(run.scraper)}`}>all its runs</Link>
            </span>
          </dd>
        </div>
        {run.retryOf !== null && (
          <div>
            <dt>Retry of</dt>
            <dd>
              <Link href={`/runs/${run.retryOf}`}>
                <code>{run.retryOf.slice(0, 13)}</code>
              </Link>
            </dd>
          </div>
        )}
        <div>
          <dt>Origin</dt>
          <dd>{run.origin === 'LOCAL' ? 'this server' : 'a reporter outside'}</dd>
        </div>
        <div>
          <dt>Started by</dt>
          <dd className="fl-cut" title={run.trigger}>
            {run.trigger}
          </dd>
        </div>
        <div>
          <dt>Times in</dt>
          <dd>{viewerZone()}</dd>
        </div>
        {/* Last: what comes when a run ends moves nothing. */}
        {run.finishedAt !== null && (
          <div>
            <dt>Ended</dt>
            <dd>
              <At at={run.finishedAt} />
              {staleEvidenceOf(run.error) !== null && (
                <a href="#cause" className={css.cause}>
                  Why
                </a>
              )}
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}
