'use client';

import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { inWords } from '../../server/domain/duration.ts';
import type { PhasePatience } from '../../server/domain/patience.ts';
import { Button } from '../parts/button.tsx';
import { count, counted } from '../parts/words.ts';
import type { Advised } from './advice.ts';
import { barsOf, type ChartScale, scaleFor, ticksFor } from './chart-scale.ts';
import { limitWords, phaseHead, silenceWords } from './limit-words.ts';
import css from './silence-chart.module.css';
import { SilenceHistogram } from './silence-histogram.tsx';

/** Phases that are drawn at first, those with the longest silences, and more at each request. */
const PHASES_SHOWN = 10;
/** Room that a name of the axis needs, in pixels. */
const TICK_PX = 56;

/** How long the silences of each phase were, all to one scale, with the limits as lines. */
export function SilenceChart({
  phases,
  current,
  advised,
}: {
  phases: readonly PhasePatience[];
  /** Seconds. */
  current: number;
  advised: Advised | null;
}) {
  const [shown, setShown] = useState(PHASES_SHOWN);
  const { ref, width } = useElementSize();
  const limits = advised === null ? [current] : [current, advised.seconds];
  const scale = scaleFor(
    phases.map(({ histogram }) => histogram),
    limits,
  );
  const highest = Math.max(1, ...phases.flatMap(({ histogram }) => histogram));
  const ticks = width === 0 ? [] : ticksFor(scale, TICK_PX / width);
  const rest = phases.length - shown;
  return (
    <div className={css.chart}>
      <table className={css.table}>
        <caption className="fl-heard">Silences of good runs by phase, the longest first</caption>
        <thead>
          <tr className={css.row}>
            <th scope="col">Phase</th>
            <th scope="col" className={css.drawn}>
              <Legend current={current} advised={advised} />
            </th>
            <th scope="col">Silences</th>
            <th scope="col">Longest</th>
          </tr>
        </thead>
        <tbody>
          {phases.slice(0, shown).map((phase) => (
            <tr key={phase.phase} className={css.row}>
              <th scope="row" className="fl-cut" title={phaseHead(phase.phase)}>
                {phaseHead(phase.phase)}
              </th>
              <td className={css.drawn}>
                <SilenceHistogram
                  bars={barsOf(phase.histogram, scale, highest)}
                  ticks={ticks.map((seconds) => scale.at(seconds * 1000))}
                  longest={scale.at(phase.longest)}
                  limit={current}
                  limitAt={scale.at(current * 1000)}
                  advisedAt={advised === null ? null : scale.at(advised.seconds * 1000)}
                />
              </td>
              <td data-name="silences">{count(phase.count)}</td>
              <td data-name="longest">{silenceWords(phase.longest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.row} aria-hidden="true">
        <span />
        <div className={`${css.drawn} ${css.axis}`} ref={ref}>
          <Axis ticks={ticks} scale={scale} />
        </div>
      </div>
      {rest > 0 && (
        <Button small className={css.more} onClick={() => setShown(shown + 100)}>
          Show {counted(Math.min(rest, 100), 'more phase')}
        </Button>
      )}
    </div>
  );
}

function Axis({ ticks, scale }: { ticks: readonly number[]; scale: ChartScale }) {
  return ticks.map((seconds) => (
    <span key={seconds} style={{ left: `${scale.at(seconds * 1000) * 100}%` }}>
      {inWords(seconds)}
    </span>
  ));
}

/** What the marks mean, and that both directions are logarithmic. */
function Legend({ current, advised }: { current: number; advised: Advised | null }) {
  return (
    <span className={css.legend}>
      <span data-line="in-force">in force {limitWords(current)} </span>
      {advised !== null && (
        <span data-line="advised">
          {advised.word} {limitWords(advised.seconds)}{' '}
        </span>
      )}
      <span data-line="longest">the longest </span>
      <span className={css.scales}>both scales are logarithmic</span>
    </span>
  );
}
