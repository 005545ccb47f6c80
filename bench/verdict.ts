import type { Bounds, Figures } from './bench.ts';

/** Whether every bound has a figure and every such figure is at most its bound. */
export function verdictOf(figures: Figures, bounds: Bounds): boolean {
  return Object.entries(bounds).every(([name, most]) => {
    const figure = figures[name];
    return figure !== undefined && Number.isFinite(figure) && figure <= most;
  });
}
