'use client';

import type { RunDetail } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { shownText } from '../parts/free-text.ts';
import { count, counted } from '../parts/words.ts';
import css from './cause-card.module.css';
import { causeText, factsOf, lastLines } from './cause-facts.ts';
import { causeSentence, causeTitle } from './cause-words.ts';
import { sayPreciseTime, sayTime } from './say-time.ts';
import { staleEvidenceOf } from './stale-evidence.ts';

/** Why a run that was declared dead died, and all that speaks for it; nothing for another run. */
export function CauseCard({ run }: { run: RunDetail }) {
  const now = useNow();
  const evidence = run.status === 'FAILED' ? staleEvidenceOf(run.error) : null;
  if (evidence === null) return null;
  const say = (iso: string) => sayTime(iso, now);
  const lines = lastLines(run.logs);
  return (
    <section id="cause" className={css.card} aria-labelledby="cause-title" tabIndex={-1}>
      <header className={css.header}>
        <h2 id="cause-title">
          <span className={css.kind}>Cause</span> {causeTitle(evidence)}
        </h2>
        <CopyButton
          label="Copy as text"
          withWord
          text={causeText(run, evidence, typeof location === 'undefined' ? '' : location.href)}
        />
      </header>
      <div className={css.body}>
        <div className={css.why}>
          <p>{causeSentence(evidence, say)}</p>
          <dl className={css.facts}>
            {factsOf(run, evidence, say).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div className={css.log}>
          <h3>
            {logTitle(lines.length, run.logs.length)}
            {lines.length > 0 && (
              <a href="#log" className={css.whole}>
                See the whole log
              </a>
            )}
          </h3>
          {lines.length > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            <section className={css.scroller} aria-label="The last log lines" tabIndex={0}>
              <ol className={css.lines}>
                {lines.map((line) => (
                  <li key={line.n} title={shownText(line.message)}>
                    <time dateTime={line.at}>{sayPreciseTime(line.at)}</time>
                    <span className="fl-cut">{shownText(line.level)}</span>
                    <span className={css.message}>{shownText(line.message)}</span>
                  </li>
                ))}
              </ol>
            </section>
          )}
        </div>
      </div>
    </section>
  );
}

function logTitle(shown: number, all: number): string {
  if (all === 0) return 'It sent no log lines';
  return shown === all
    ? `Its log, ${counted(all, 'line')}`
    : `The last ${shown} of ${count(all)} log lines`;
}
