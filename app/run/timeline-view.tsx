'use client';

import { useState } from 'react';
import type { RunDetail } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { Button } from '../parts/button.tsx';
import { counted } from '../parts/words.ts';
import { Panel } from './panel.tsx';
import { PhaseTable } from './phase-table.tsx';
import { lengthWords } from './phase-words.ts';
import { staleEvidenceOf } from './stale-evidence.ts';
import { Chart } from './timeline-chart.tsx';
import { Legend } from './timeline-legend.tsx';
import { useTimeline } from './use-timeline.ts';

/** What the server keeps of a run's phases, at most. */
const KEPT = 1000;

/** Most runs have no more phases than this. */
const LANES_OF_A_LIVE_RUN = 3;

/** A run's phases to scale, and the same as a table. */
export function TimelineView({ run, size }: { run: RunDetail; size: 'roomy' | 'snug' }) {
  const roomFor = size === 'roomy' ? LANES_OF_A_LIVE_RUN : 1;
  const now = useNow();
  const timeline = useTimeline(run, now);
  const [asTable, setAsTable] = useState(false);
  const { bars, until } = timeline;
  const life = lengthWords(until - Date.parse(run.startedAt), timeline.running);
  const kept = bars.length >= KEPT ? 'the newest ' : '';
  return (
    <Panel
      title="Timeline"
      note={`${kept}${counted(bars.length, 'phase')} in ${life}`}
      actions={
        bars.length > 0 && (
          <Button small tone="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as bars' : 'Show as a table'}
          </Button>
        )
      }
    >
      {asTable ? (
        <PhaseTable bars={bars} live={timeline.running} now={now} />
      ) : (
        <Chart timeline={timeline} status={run.status} now={now} roomFor={roomFor} />
      )}
      <Legend
        timeline={timeline}
        status={run.status}
        evidence={run.status === 'FAILED' ? staleEvidenceOf(run.error) : null}
      />
    </Panel>
  );
}
