'use client';

import { useState } from 'react';
import type { LearnedPatience, Scraper } from '../../server/domain/patience.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { counted } from '../parts/words.ts';
import { Panel } from '../run/panel.tsx';
import { adviceOf, advisedBy } from './advice.ts';
import { BacktestTable } from './backtest-table.tsx';
import css from './scraper-page.module.css';
import { SilenceChart } from './silence-chart.tsx';
import { SilenceTable } from './silence-table.tsx';

/** What the good runs were like: their silences a phase, and what other limits would have cost. */
export function LearnedPanel({
  scraper,
  patience,
}: {
  scraper: Scraper;
  patience: LearnedPatience;
}) {
  const [asTable, setAsTable] = useState(false);
  const current = scraper.effectiveStaleAfterSeconds;
  const advised = advisedBy(adviceOf(patience, current));
  if (patience.goodRuns === 0) {
    return (
      <Panel title="Silences of good runs">
        <Empty title="Nothing was learned yet">
          <p>
            When runs complete, the silences between their signs of life are counted here, a phase
            at a time.
          </p>
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title="Silences of good runs"
      note={
        <span className={css.wide}>the last {counted(patience.goodRuns, 'completed run')}</span>
      }
      actions={
        <Button small tone="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as bars' : 'Show as a table'}
        </Button>
      }
    >
      <div className={css.learned}>
        {asTable ? (
          <SilenceTable phases={patience.phases} />
        ) : (
          <SilenceChart phases={patience.phases} current={current} advised={advised} />
        )}
        <BacktestTable patience={patience} current={current} advised={advised} />
      </div>
    </Panel>
  );
}
