import type { Scraper } from '../../server/domain/patience.ts';
import { Panel } from '../run/panel.tsx';
import { LimitForm } from './limit-form.tsx';
import { limitWords } from './limit-words.ts';
import css from './scraper-page.module.css';
import { StuckPolicy } from './stuck-policy.tsx';
import { useFocusKept } from './use-focus-kept.ts';
import type { ScraperChanges } from './use-scraper-change.tsx';

/** How long a run of this scraper may speak without moving, and what becomes of it then. */
export function StuckPanel({
  scraper,
  changes,
  setting,
}: {
  scraper: Scraper;
  changes: ScraperChanges;
  /** Seconds. */
  setting: number | undefined;
}) {
  const { ref, handlers } = useFocusKept<HTMLParagraphElement>();
  const { stuckAfterSeconds: own, effectiveStuckAfterSeconds: current } = scraper;
  return (
    <Panel title="Standing still">
      <div className={css.body} {...handlers}>
        <p className={css.inForce} ref={ref} tabIndex={-1}>
          Stuck after <b className="fl-num">{limitWords(current)}</b> without progress,{' '}
          {own === null ? 'as the setting says.' : 'its own limit.'}
        </p>
        <p className="fl-dim">
          A heartbeat proves that a process lives, not that it gets on. A run is stuck when it still
          reports, but its phase and its progress have stood still for that long.
        </p>
        <LimitForm
          field="stuckAfterSeconds"
          label="Stuck after"
          own={own}
          effective={current}
          setting={setting}
          changes={changes}
        />
        <StuckPolicy scraper={scraper} changes={changes} />
      </div>
    </Panel>
  );
}
