import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { RunStatus } from '../../server/domain/run.ts';
import { laneName, lengthWords, phaseWords, tickWords } from './phase-words.ts';
import { sayTime } from './say-time.ts';
import css from './timeline.module.css';
import type { Timeline } from './timeline.ts';
import { Drawing, LANE_PX } from './timeline-drawing.tsx';
import { barAt, scaleOf, stretchOf } from './timeline-scale.ts';
import { ticksOf } from './timeline-span.ts';
import { Tip } from './timeline-tip.tsx';

/** A pointer this near to a bar, in pixels, means it. */
const REACH_PX = 8;
/** Room that a label of the axis needs, in pixels. */
const TICK_PX = 84;

/**
 * The lanes with their names, their drawing and their sums. Phases are shown under the pointer,
 * and with the keyboard one after the other: a thousand stops of the Tab key would be none.
 */
export function Chart({
  timeline,
  status,
  now,
  roomFor,
}: {
  timeline: Timeline;
  status: RunStatus;
  now: number;
  /** Lanes for which there is room at least, so that the next phases push nothing away. */
  roomFor: number;
}) {
  const { ref, width } = useElementSize();
  const [shown, setShown] = useState<number | null>(null);
  const { bars, lanes, span, running } = timeline;
  const scale = scaleOf(span, width);
  const ticks = width === 0 ? [] : ticksOf(span, Math.max(3, Math.floor(width / TICK_PX)));
  const height = Math.max(lanes.length, roomFor) * LANE_PX;
  const active = shown === null ? null : (bars[shown] ?? null);

  function point(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const lane = lanes[Math.floor((event.clientY - box.top) / LANE_PX)];
    const bar = lane && barAt(scale, lane.bars, event.clientX - box.left, REACH_PX);
    setShown(bar?.index ?? null);
  }

  function step(event: KeyboardEvent<HTMLDivElement>) {
    const next = nextIndex(event.key, shown, bars.length);
    if (next === undefined) return;
    event.preventDefault();
    setShown(next);
  }

  return (
    <div className={css.chart}>
      <ul className={css.names} aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane.name ?? lane.kind} data-kind={lane.kind} title={laneName(lane)}>
            <span className={css.laneName}>{laneName(lane)}</span>
            {lane.kind === 'phase' && lane.bars.length > 1 && <small>×{lane.bars.length}</small>}
          </li>
        ))}
      </ul>
      <div className={css.plot}>
        <div
          ref={ref}
          className={css.lanes}
          style={{ height }}
          role="slider"
          tabIndex={bars.length === 0 ? -1 : 0}
          aria-label="Phases, oldest first"
          aria-disabled={bars.length === 0}
          aria-valuemin={Math.min(1, bars.length)}
          aria-valuemax={bars.length}
          aria-valuenow={shown === null ? bars.length : shown + 1}
          aria-valuetext={valueText(timeline, shown, (iso) => sayTime(iso, now))}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setShown(null)}
          onFocus={() => setShown((known) => known ?? bars.length - 1)}
          onBlur={() => setShown(null)}
          onKeyDown={step}
        >
          {width > 0 && <Drawing {...{ timeline, scale, ticks, active, status, height }} />}
          {active !== null && (
            <Tip
              bar={active}
              count={bars.length}
              live={running}
              now={now}
              at={stretchOf(scale, active.from, active.to)}
              room={width}
              top={
                LANE_PX *
                Math.max(
                  0,
                  lanes.findIndex((lane) => lane.bars.includes(active)),
                )
              }
            />
          )}
        </div>
        <div className={css.axis} aria-hidden="true">
          {ticks.map((tick) => (
            <span
              key={tick.at}
              style={{ left: scale.x(tick.at) }}
              hidden={tick.sinceStartMs > 0 && scale.x(tick.at) > width - TICK_PX / 2}
            >
              {tickWords(tick.sinceStartMs)}
            </span>
          ))}
        </div>
      </div>
      <ul className={css.totals} aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane.name ?? lane.kind}>
            {lengthWords(lane.totalMs, running && lane.bars.some((bar) => bar.open))}
          </li>
        ))}
      </ul>
    </div>
  );
}

function valueText(
  { bars, running }: Timeline,
  shown: number | null,
  say: (iso: string) => string,
): string {
  const bar = bars[shown ?? bars.length - 1];
  if (bar === undefined) return 'no phase reported';
  return phaseWords(bar, { count: bars.length, live: running }, say);
}

function nextIndex(key: string, shown: number | null, count: number): number | null | undefined {
  const at = shown ?? count - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(count - 1, at + 10);
    case 'PageUp':
      return Math.max(0, at - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
