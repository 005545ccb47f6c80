import { LIMITS } from '../../server/domain/limits.ts';
import type { ScraperAnswer } from '../live/scraper-queries.ts';
import { Panel } from '../run/panel.tsx';
import { adviceOf, tollOf } from './advice.ts';
import { AdviceView } from './advice-view.tsx';
import { tollWords } from './advice-words.ts';
import { LimitForm } from './limit-form.tsx';
import { limitWords } from './limit-words.ts';
import css from './scraper-page.module.css';
import { useFocusKept } from './use-focus-kept.ts';
import type { ScraperChanges } from './use-scraper-change.tsx';

/** How long a run of this scraper may be silent: what is in force, what was learned, and by hand. */
export function SilencePanel({
  answer: { scraper, patience },
  changes,
  setting,
}: {
  answer: ScraperAnswer;
  changes: ScraperChanges;
  /** Seconds. */
  setting: number | undefined;
}) {
  const { ref, handlers } = useFocusKept<HTMLParagraphElement>();
  const { staleAfterSeconds: own, effectiveStaleAfterSeconds: current } = scraper;

  function consequence(seconds: number) {
    const possible = seconds >= 1 && seconds <= LIMITS.staleAfterSecondsMax;
    const toll = possible ? tollOf(patience, seconds) : null;
    if (toll === null) return null;
    const words = tollWords(seconds, toll);
    return toll.most === 0 ? words : <strong>{words}</strong>;
  }

  return (
    <Panel title="Silence">
      <div className={css.body} {...handlers}>
        <p className={css.inForce} ref={ref} tabIndex={-1}>
          Stale after <b className="fl-num">{limitWords(current)}</b> of silence,{' '}
          {own === null ? 'as the setting says.' : 'its own limit.'}
        </p>
        <AdviceView
          advice={adviceOf(patience, current)}
          patience={patience}
          currentSeconds={current}
          busy={changes.busy}
          use={(seconds) => changes.change({ staleAfterSeconds: seconds })}
        />
        <LimitForm
          field="staleAfterSeconds"
          label="Stale after, by hand"
          own={own}
          effective={current}
          setting={setting}
          changes={changes}
          consequence={consequence}
        />
      </div>
    </Panel>
  );
}
