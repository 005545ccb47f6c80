import { inWords } from '../../server/domain/duration.ts';
import { shownText } from '../parts/free-text.ts';
import type { SayTime } from './evidence-words.ts';
import type { Bar } from './timeline-bars.ts';
import type { Lane } from './timeline-lanes.ts';

/** A duration in words, down to the millisecond: `1 ms`, `2.4 s`, `10 min 3 s`. */
export function tookWords(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  if (whole < 10_000 && whole % 1000 !== 0) return `${Math.floor(whole / 100) / 10} s`;
  return inWords(whole / 1000);
}

/** A length that may still grow: whole seconds while it does, since it ticks with them. */
export function lengthWords(ms: number, growing: boolean): string {
  return growing ? inWords(Math.max(0, Math.floor(ms / 1000))) : tookWords(ms);
}

/** A distance on the axis: `0`, `500 ms`, `30 s`, `1:30`, `5 min`, `1 h 30 min`. */
export function tickWords(ms: number): string {
  if (ms === 0) return '0';
  const seconds = ms / 1000;
  if (seconds < 60 || seconds % 60 === 0) return tookWords(ms);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What a lane is called. */
export function laneName(lane: Lane): string {
  switch (lane.kind) {
    case 'phase':
      return shownText(lane.name ?? '');
    case 'others':
      return `${lane.names} shorter phases`;
    case 'none':
      return 'no phase reported';
  }
}

/** One phase in words, for whoever cannot see the bars. */
export function phaseWords(
  bar: Bar,
  of: { count: number; live: boolean },
  sayTime: SayTime,
): string {
  const place = `phase ${bar.index + 1} of ${of.count}`;
  const started = `started ${sayTime(new Date(bar.from).toISOString())}`;
  const growing = of.live && bar.open;
  const took = lengthWords(bar.to - bar.from, growing);
  return `${shownText(bar.phase)}, ${place}, ${started}, ${growing ? `open for ${took}` : `took ${took}`}`;
}
