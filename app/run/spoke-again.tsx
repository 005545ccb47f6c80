import type { Run } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { inSentence } from '../parts/free-text.ts';
import { durationWords } from '../parts/words.ts';
import { sayTime } from './say-time.ts';
import css from './spoke-again.module.css';

/** Says that a run that was declared dead has spoken since: perhaps it should not have been. */
export function SpokeAgain({ run }: { run: Run }) {
  const now = useNow();
  if (run.spokeAgainAt === null || run.finishedAt === null) return null;
  const after = Date.parse(run.spokeAgainAt) - Date.parse(run.finishedAt);
  return (
    <aside className={css.notice} role="status">
      <strong>It spoke again {durationWords(after)} after it was declared dead,</strong> at{' '}
      <time dateTime={run.spokeAgainAt}>{sayTime(run.spokeAgainAt, now)}</time>. Its reporter may be
      alive: what it sends is refused, and each answer tells it to stop. If{' '}
      {inSentence(run.scraper)} is often silent for so long, start it with a longer{' '}
      <code>staleAfterSeconds</code>.
    </aside>
  );
}
