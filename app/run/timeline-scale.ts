import type { Millis } from '../../server/domain/time.ts';
import type { Bar } from './timeline-bars.ts';
import type { Span } from './timeline-span.ts';

/** Turns times into pixels. */
export interface Scale {
  widthPx: number;
  /** The pixel of a time, held within the picture. */
  x(at: Millis): number;
}

/** A stretch in pixels. */
export interface Stretch {
  x: number;
  width: number;
}

/** Thinner than this, a bar could not be seen or pointed at. */
export const THINNEST_PX = 2;

/** A linear scale of `span` on `widthPx` pixels. */
export function scaleOf(span: Span, widthPx: number): Scale {
  const length = Math.max(1, span.to - span.from);
  return {
    widthPx,
    x: (at) => Math.min(widthPx, Math.max(0, ((at - span.from) / length) * widthPx)),
  };
}

/** Where a stretch of time lies: never thinner than {@link THINNEST_PX}, never outside. */
export function stretchOf(scale: Scale, from: Millis, to: Millis): Stretch {
  const start = scale.x(from);
  const width = Math.max(THINNEST_PX, scale.x(to) - start);
  return { x: Math.max(0, Math.min(start, scale.widthPx - width)), width };
}

/** The bar under a pixel, else the nearest within `reachPx`; null when there is none. */
export function barAt(scale: Scale, bars: readonly Bar[], px: number, reachPx: number): Bar | null {
  let best: Bar | null = null;
  let bestDistance = reachPx;
  for (const bar of bars) {
    const { x, width } = stretchOf(scale, bar.from, bar.to);
    const distance = px < x ? x - px : px > x + width ? px - x - width : 0;
    // Of two that share a pixel the later one is drawn on top.
    if (distance <= bestDistance) {
      best = bar;
      bestDistance = distance;
    }
  }
  return best;
}

/** The distinct whole pixels of some times: a thousand errors in one second are one mark. */
export function pixelsOf(scale: Scale, times: readonly Millis[]): number[] {
  return [...new Set(times.map((at) => Math.round(scale.x(at))))].sort((a, b) => a - b);
}
