import type { Page } from '@playwright/test';

/** What a page tells of itself; times in milliseconds. */
export interface Vitals {
  /** From the navigation to the first rows on the screen; null while there are none. */
  firstRows: number | null;
  /** The tasks of more than 50 ms. */
  longTasks: number[];
  /** What moved by itself: the share of the window, weighed by how far. */
  shifts: number[];
  /** How long each interaction took until the next picture, of those that took 16 ms or more. */
  interactions: number[];
}

/** Lets every document that `page` opens watch itself. */
export async function watchVitals(page: Page): Promise<void> {
  // Without any named function: tsx would give it a helper that a page does not have.
  await page.addInitScript(() => {
    const seen: Seen = { firstRows: null, longTasks: [], shifts: [], byInteraction: new Map() };
    (window as unknown as Watched).seen = seen;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries() as unknown as Shift[]) {
        if (!hadRecentInput) seen.shifts.push(value);
      }
    }).observe({ type: 'layout-shift' });
    new PerformanceObserver((list) => {
      for (const { duration, interactionId = 0 } of list.getEntries() as PerformanceEventTiming[]) {
        const before = seen.byInteraction.get(interactionId) ?? 0;
        if (interactionId > 0) seen.byInteraction.set(interactionId, Math.max(duration, before));
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    const rows = new MutationObserver(() => {
      if (document.querySelector('[data-run]') === null) return;
      rows.disconnect();
      // The frame after the next one begins when the rows have been painted.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          seen.firstRows = performance.now();
        }),
      );
    });
    rows.observe(document, { childList: true, subtree: true });
  });
}

/** What the page has seen since it was opened, or since {@link forgetVitals}. */
export function readVitals(page: Page): Promise<Vitals> {
  return page.evaluate(() => {
    const { byInteraction, ...seen } = (window as unknown as Watched).seen;
    return { ...seen, interactions: [...byInteraction.values()] };
  });
}

/** Lets what comes next stand alone. */
export async function forgetVitals(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { seen } = window as unknown as Watched;
    Object.assign(seen, { longTasks: [], shifts: [] });
    seen.byInteraction.clear();
  });
}

/** As the page keeps it: an interaction is told of by several events. */
interface Seen extends Omit<Vitals, 'interactions'> {
  byInteraction: Map<number, number>;
}

interface Watched {
  seen: Seen;
}

interface Shift {
  value: number;
  hadRecentInput: boolean;
}
