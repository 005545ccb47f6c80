import type { Millis } from '../../server/domain/time.ts';
import type { Bar } from './timeline-bars.ts';

/** A line of the timeline: all the bars of one phase name, or of the many that share a lane. */
export interface Lane {
  /** The phase's name; null for the shared lane and for a run without phases. */
  name: string | null;
  kind: 'phase' | 'others' | 'none';
  bars: Bar[];
  /** Milliseconds spent in its bars. */
  totalMs: number;
  /** How many names share it. */
  names: number;
}

/** With more names than this, the ones that took least share a lane. */
export const MOST_LANES = 10;

/**
 * The bars by phase name, in the order in which the names first came. The longest keep a lane of
 * their own, and so does the latest, where the run is or died. A run without phases has one lane
 * from its start to its end.
 */
export function lanesOf(bars: readonly Bar[], life: { from: Millis; to: Millis }): Lane[] {
  const last = bars.at(-1);
  if (last === undefined) {
    return [{ name: null, kind: 'none', bars: [], totalMs: life.to - life.from, names: 0 }];
  }
  const lanes = [...groupByPhase(bars)].map(
    ([name, own]): Lane => ({ name, kind: 'phase', bars: own, totalMs: sum(own), names: 1 }),
  );
  if (lanes.length <= MOST_LANES) return lanes;
  const kept = new Set(
    lanes
      .filter((lane) => lane.name !== last.phase)
      .sort((a, b) => b.totalMs - a.totalMs)
      .slice(0, MOST_LANES - 2)
      .map((lane) => lane.name),
  ).add(last.phase);
  const rest = lanes.filter((lane) => !kept.has(lane.name));
  const shared = rest.flatMap((lane) => lane.bars).sort((a, b) => a.from - b.from);
  return [
    { name: null, kind: 'others', bars: shared, totalMs: sum(shared), names: rest.length },
    ...lanes.filter((lane) => kept.has(lane.name)),
  ];
}

function groupByPhase(bars: readonly Bar[]): Map<string, Bar[]> {
  const groups = new Map<string, Bar[]>();
  for (const bar of bars) {
    const group = groups.get(bar.phase);
    if (group === undefined) groups.set(bar.phase, [bar]);
    else group.push(bar);
  }
  return groups;
}

function sum(bars: readonly Bar[]): number {
  return bars.reduce((total, bar) => total + (bar.to - bar.from), 0);
}
