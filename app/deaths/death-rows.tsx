import Link from 'next/link';
import { useId, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { Button } from '../parts/button.tsx';
import { shownText } from '../parts/free-text.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { At } from '../parts/time.tsx';
import { counted } from '../parts/words.ts';
import styles from './death-panel.module.css';
import type { DeathGroup } from './groups.ts';
import { diedOfSilence, headline, reasonOf, spokeAgainWords, whoDied } from './reason.ts';

/** Rows of an opened group; the history has the rest. */
const MOST_ROWS = 100;

/** Takes deaths off the list of this browser. */
export type Dismiss = (...runs: readonly Run[]) => void;

/** One death, or what one sweep marked in one row that opens. */
export function DeathRows({
  group,
  twins,
  dismiss,
}: {
  group: DeathGroup;
  /** Names of more than one run: the end of the id tells which. */
  twins: ReadonlySet<string>;
  dismiss: Dismiss;
}) {
  const [first] = group.runs;
  if (first === undefined) return null;
  return group.runs.length === 1 ? (
    <Death run={first} dismiss={dismiss} withId={twins.has(first.scraper)} />
  ) : (
    <Together runs={group.runs} first={first} twins={twins} dismiss={dismiss} />
  );
}

function Together({
  runs,
  first,
  twins,
  dismiss,
}: {
  runs: readonly Run[];
  first: Run;
  twins: ReadonlySet<string>;
  dismiss: Dismiss;
}) {
  const [open, setOpen] = useState(false);
  const list = useId();
  const spoke = runs.filter((run) => run.spokeAgainAt !== null).length;
  const names = whoDied(runs);
  return (
    <li>
      <div className={styles.death}>
        <span className={styles.who}>
          <StateMark status="FAILED" />
          <strong className="fl-cut">{headline(runs)}</strong>
        </span>
        <span className={styles.why} title={names}>
          at <At at={first.finishedAt ?? first.startedAt} /> in one sweep: {names}
          {spoke > 0 && (
            <strong className={styles.spoke}> · {counted(spoke, 'run')} spoke again</strong>
          )}
        </span>
        <span className={styles.actions}>
          <Button
            tone="quiet"
            small
            aria-expanded={open}
            aria-controls={open ? list : undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide' : 'Show'}
            <span className="fl-heard"> these {runs.length} deaths</span>
          </Button>
          <Button tone="quiet" small data-dismiss="" onClick={() => dismiss(...runs)}>
            Dismiss<span className="fl-heard"> these {runs.length} deaths</span>
          </Button>
        </span>
      </div>
      {open && (
        <ul id={list} className={`${styles.list} ${styles.together}`}>
          {runs.slice(0, MOST_ROWS).map((run) => (
            <Death key={run.id} run={run} dismiss={dismiss} withId={twins.has(run.scraper)} />
          ))}
          {runs.length > MOST_ROWS && (
            <li className={styles.rest}>
              {counted(runs.length - MOST_ROWS, 'more run')}:{' '}
              <Link href="/runs?status=FAILED">see the history</Link>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Death({ run, dismiss, withId }: { run: Run; dismiss: Dismiss; withId: boolean }) {
  const verb = diedOfSilence(run) ? 'died' : 'failed';
  const reason = reasonOf(run);
  const spoke = spokeAgainWords(run);
  return (
    <li className={styles.death}>
      <span className={styles.who}>
        <StateMark status="FAILED" />
        <Link href={`/runs/${run.id}`} prefetch={false} className="fl-cut" title={run.scraper}>
          {shownText(run.scraper)}
        </Link>
        {withId && (
          <code className={styles.id} title={run.id}>
            {run.id.slice(-6)}
          </code>
        )}
      </span>
      <span className={styles.why} title={reason}>
        {verb} <At at={run.finishedAt ?? run.startedAt} />, {reason}
        {spoke !== null && <strong className={styles.spoke}> · {spoke}</strong>}
      </span>
      <span className={styles.actions}>
        <Link href={`/runs/${run.id}`} prefetch={false}>
          Open<span className="fl-heard"> {run.scraper}</span>
        </Link>
        <Button tone="quiet" small data-dismiss="" onClick={() => dismiss(run)}>
          Dismiss<span className="fl-heard"> {run.scraper}</span>
        </Button>
      </span>
    </li>
  );
}
