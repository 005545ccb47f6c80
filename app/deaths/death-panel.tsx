'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { Button } from '../parts/button.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { At } from '../parts/time.tsx';
import { count, durationWords } from '../parts/words.ts';
import styles from './death-panel.module.css';
import { diedOfSilence, reasonOf } from './reason.ts';
import type { Deaths } from './use-deaths.ts';

/** Rows before "show all". */
const FIRST = 5;

/** The morning after: who died in the last 24 h and was not dismissed here. `except` are shown elsewhere. */
export function DeathPanel({ deaths, except }: { deaths: Deaths; except: ReadonlySet<string> }) {
  const [all, setAll] = useState(false);
  const runs = deaths.open.filter((run) => !except.has(run.id));
  if (runs.length === 0) return null;
  const shown = all ? runs : runs.slice(0, FIRST);
  return (
    <section className={styles.panel} aria-labelledby="deaths">
      <div className={styles.head}>
        <h2 id="deaths">Died in the last 24 h</h2>
        <Button tone="quiet" small onClick={deaths.dismissAll}>
          Dismiss all
        </Button>
      </div>
      <ul className={styles.list}>
        {shown.map((run) => (
          <Death key={run.id} run={run} onDismiss={() => deaths.dismiss(run)} />
        ))}
      </ul>
      {(runs.length > FIRST || deaths.more) && (
        <div className={styles.foot}>
          {runs.length > FIRST && (
            <Button tone="quiet" small aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${count(runs.length)}`}
            </Button>
          )}
          {deaths.more && <Link href="/runs?status=FAILED">Older ones are in the history</Link>}
        </div>
      )}
    </section>
  );
}

function Death({ run, onDismiss }: { run: Run; onDismiss: () => void }) {
  const verb = diedOfSilence(run) ? 'died' : 'failed';
  const reason = reasonOf(run);
  return (
    <li className={styles.death}>
      <span className={styles.who}>
        <StateMark status="FAILED" />
        <Link href={`/runs/${run.id}`} prefetch={false} className="fl-cut" title={run.scraper}>
          {run.scraper}
        </Link>
      </span>
      <span className={styles.why} title={reason}>
        {verb} <At at={run.finishedAt ?? run.startedAt} />, {reason}
        {run.spokeAgainAt !== null && (
          <strong className={styles.spoke}> · spoke again {spokeAfter(run)} later</strong>
        )}
      </span>
      <span className={styles.actions}>
        <Link href={`/runs/${run.id}`} prefetch={false}>
          Open<span className="fl-heard"> {run.scraper}</span>
        </Link>
        <Button tone="quiet" small onClick={onDismiss}>
          Dismiss<span className="fl-heard"> {run.scraper}</span>
        </Button>
      </span>
    </li>
  );
}

function spokeAfter(run: Run): string {
  return durationWords(
    Date.parse(run.spokeAgainAt ?? '') - Date.parse(run.finishedAt ?? run.startedAt),
  );
}
