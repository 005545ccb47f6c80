import type { Bounds, Figures } from './bench.ts';

/** Whether every bound has a figure, and each is at most (or at least) what it is bound to. */
export function verdictOf(figures: Figures, bounds: Bounds, atLeast: Bounds = {}): boolean {
  return (
    Object.entries(bounds).every(([name, most]) => numberOf(figures, name) <= most) &&
    Object.entries(atLeast).every(([name, least]) => numberOf(figures, name) >= least)
  );
}

/** Not a number, which no bound is kept by, when it was not measured. */
function numberOf(figures: Figures, name: string): number {
  const figure = figures[name] ?? Number.NaN;
  return Number.isFinite(figure) ? figure : Number.NaN;
}
