import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useHeardUntil } from '../live/use-deaf.ts';
import { useStorm } from '../live/use-storm.ts';
import { worryOf } from '../live/vitals.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { shownText } from '../parts/free-text.ts';
import { RowLink } from '../parts/list-table.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { At } from '../parts/time.tsx';
import { briefly, tookWords } from '../parts/words.ts';
import { endingInShort } from '../run/ending.ts';
import css from './run-table.module.css';

/** Characters of an id that tell runs apart at a glance: its start, to the millisecond. */
const ID_SHOWN = 13;

/** One run of the history. The whole row leads to its page. */
export function RunRow({ run }: { run: Run }) {
  return (
    <>
      <td className={css.state}>
        {run.status === 'RUNNING' ? <Living run={run} /> : <StateMark status={run.status} />}
      </td>
      <td className={css.scraper}>
        <RowLink href={`/runs/${run.id}`} title={run.scraper}>
          {shownText(run.scraper)}
        </RowLink>
      </td>
      <td className={css.id}>
        <code title={run.id}>{run.id.slice(0, ID_SHOWN)}</code>
        <span className={css.copy}>
          <CopyButton label="Copy id" text={run.id} />
        </span>
      </td>
      <td className={`${css.phase} fl-cut`} title={run.phase ?? undefined}>
        {run.phase === null ? '–' : shownText(run.phase)}
      </td>
      <td className={css.started}>
        <At at={run.startedAt} />
      </td>
      <td className={`${css.took} fl-num`}>
        <Took run={run} />
      </td>
      <td className={css.ending}>
        <Ending run={run} />
      </td>
    </>
  );
}

/** Whether a run that lives is close to death: only such a row listens to the clock for it. */
function Living({ run }: { run: Run }) {
  const storm = useStorm();
  return <StateMark status={run.status} worry={worryOf(run, useHeardUntil(), storm)} />;
}

function Took({ run }: { run: Run }) {
  const now = useNow();
  const until = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  return tookWords(until - Date.parse(run.startedAt));
}

function Ending({ run }: { run: Run }) {
  const now = useNow();
  const words = endingInShort(run);
  if (run.status === 'RUNNING') {
    return (
      <span className={`${css.quiet} fl-num`}>
        Running, silent {briefly(now - Date.parse(run.lastSignAt))}
        {run.cancelRequestedAt !== null && ', cancel asked for'}
      </span>
    );
  }
  return (
    <>
      {run.spokeAgainAt !== null && <span className={css.spoke}>Spoke again</span>}
      <span className="fl-cut" title={words ?? undefined}>
        {words}
      </span>
    </>
  );
}
