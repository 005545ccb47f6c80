import type { Page } from '@playwright/test';
import { live } from './board.ts';
import { expect, test } from './flatline.ts';
import { SCENE_SETTINGS, SCENES } from './scenes.ts';

test.use({ settings: SCENE_SETTINGS, viewport: { width: 390, height: 844 } });

/** What a page may shift while it loads; a reader notices from about 0.1 on. */
const SHIFT_MOST = 0.02;

const LOADED = [
  'the empty board',
  'the board with runs and deaths',
  'the page of a running run',
  'the page of a run that died and spoke again',
  'the page of a completed run with errors and a log',
  'the history',
  'the watchdog',
];

for (const scene of SCENES.filter(({ name }) => LOADED.includes(name))) {
  test(`nothing shifts while ${scene.name} loads, on a phone and on a desk`, async ({
    page,
    flatline,
    database,
  }) => {
    await watchShifts(page);
    await scene.set({ page, flatline, database });
    await still(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.reload();
    await live(page);
    await still(page);
  });
}

interface Shift {
  value: number;
  what: string[];
}

/** As browsers write it; TypeScript's library does not know it. */
interface LayoutShift {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

async function still(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
  const total = shifts.reduce((sum, { value }) => sum + value, 0);
  expect(total, JSON.stringify(shifts, null, 2)).toBeLessThanOrEqual(SHIFT_MOST);
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    const box = ({ left, top, width, height }: DOMRectReadOnly) =>
      `${Math.round(left)},${Math.round(top)} ${Math.round(width)}x${Math.round(height)}`;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return `${element?.tagName}.${element?.className} ${box(previousRect)} -> ${box(currentRect)}`;
        });
        shifts.push({ value: entry.value, what });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}
