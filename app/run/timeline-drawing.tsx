import { useId } from 'react';
import type { RunStatus } from '../../server/domain/run.ts';
import css from './timeline.module.css';
import type { Timeline } from './timeline.ts';
import type { Bar } from './timeline-bars.ts';
import { pixelsOf, type Scale, stretchOf } from './timeline-scale.ts';
import type { Silence } from './timeline-silence.ts';
import type { Tick } from './timeline-span.ts';

/** Pixels of a lane and of the bar in it. */
export const LANE_PX = 28;
const BAR_PX = 14;
const INSET_PX = (LANE_PX - BAR_PX) / 2;

/** The lanes as SVG; everything it shows is said in words beside it. */
export function Drawing({
  timeline,
  scale,
  ticks,
  active,
  status,
  height,
}: {
  timeline: Timeline;
  scale: Scale;
  /** Pixels; more than the lanes need where room is kept for those to come. */
  height: number;
  ticks: readonly Tick[];
  active: Bar | null;
  status: RunStatus;
}) {
  const { lanes, silence, running, until } = timeline;
  return (
    <svg className={css.drawing} width={scale.widthPx} height={height} aria-hidden="true">
      {ticks.map((tick) => (
        <line key={tick.at} className={css.grid} {...upright(scale.x(tick.at), height)} />
      ))}
      {lanes.map((lane, row) => (
        <g key={lane.name ?? lane.kind} transform={`translate(0 ${row * LANE_PX + INSET_PX})`}>
          {lane.kind === 'none' && (
            <rect
              className={css.unphased}
              {...stretchOf(scale, until - lane.totalMs, until)}
              height={BAR_PX}
              rx={2}
            />
          )}
          {lane.bars.map((bar) => (
            <Phase key={bar.index} bar={bar} scale={scale} active={bar === active} live={running} />
          ))}
          {silence !== null && row === laneOfTheEnd(timeline) && (
            <Silent silence={silence} scale={scale} />
          )}
        </g>
      ))}
      <line className={css.end} data-status={status} {...upright(scale.x(until), height)} />
      {silence?.limitAt != null && silence.limitAt <= timeline.span.to && (
        <line
          className={css.limit}
          data-kind={silence.kind}
          {...upright(scale.x(silence.limitAt), height)}
        />
      )}
      {pixelsOf(scale, timeline.errorsAt).map((x) => (
        <path key={x} className={css.error} d={`M${x - 4} ${height}h8l-4 -7z`} />
      ))}
    </svg>
  );
}

function Phase({
  bar,
  scale,
  active,
  live,
}: {
  bar: Bar;
  scale: Scale;
  active: boolean;
  live: boolean;
}) {
  const { x, width } = stretchOf(scale, bar.from, bar.to);
  return (
    <rect
      className={css.bar}
      data-active={active || undefined}
      data-open={(live && bar.open) || undefined}
      x={x}
      // A hair between neighbours, so that two phases of one name are two bars.
      width={width > 4 ? width - 1 : width}
      height={BAR_PX}
      rx={width > 6 ? 2 : 0}
    />
  );
}

/** Hatched up to the limit; what went on beyond it, before anyone looked, is hatched lightly. */
function Silent({ silence, scale }: { silence: Silence; scale: Scale }) {
  const hatch = useId();
  const silent = stretchOf(scale, silence.from, silence.to);
  const beyond = stretchOf(scale, silence.to, silence.foundAt);
  if (silence.kind === 'brief') return null;
  return (
    <g className={css.silence} data-kind={silence.kind}>
      <pattern
        id={hatch}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className={css.hatchGround} width="6" height="6" />
        <rect className={css.hatchLine} width="2.5" height="6" />
      </pattern>
      <rect {...silent} height={BAR_PX} fill={`url(#${hatch})`} className={css.hatched} />
      {silence.foundAt > silence.to && (
        <rect {...beyond} height={BAR_PX} fill={`url(#${hatch})`} opacity={0.45} />
      )}
    </g>
  );
}

/** The lane in which the run is, or ended. */
function laneOfTheEnd({ lanes, bars }: Timeline): number {
  const last = bars.at(-1);
  return last === undefined ? 0 : lanes.findIndex((lane) => lane.bars.includes(last));
}

/** A line through all lanes, on a whole pixel. */
function upright(x: number, height: number) {
  const at = Math.max(0.5, Math.round(x) - 0.5);
  return { x1: at, x2: at, y1: 0, y2: height };
}
