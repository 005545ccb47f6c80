import type { Page } from '@playwright/test';
import { violationsOn } from './axe.ts';
import { live } from './board.ts';
import { expect, test } from './flatline.ts';
import { SCENE_COMPLAINTS, SCENE_SETTINGS, SCENES } from './scenes.ts';
import { expectStill, watchShifts } from './shifts.ts';

/** Scenes that stand by themselves when their address is opened. */
const LOADED = [
  'the empty board',
  'the board with runs and deaths',
  'the page of a running run',
  'the page of a run that died and spoke again',
  'the page of a completed run with errors and a log',
  'the history',
  'the watchdog',
  'the scrapers',
  'the page of a scraper with a suggestion',
];

test.use({
  settings: SCENE_SETTINGS,
  expectedComplaints: SCENE_COMPLAINTS,
  reducedMotion: 'reduce',
});

/** Every rule at both widths and in both themes; the themes differ in nothing but colours. */
const VIEWS = [
  { colorScheme: 'light', width: 1280, rules: 'all' },
  { colorScheme: 'dark', width: 1280, rules: 'colours' },
  { colorScheme: 'dark', width: 390, rules: 'all' },
  { colorScheme: 'light', width: 390, rules: 'colours' },
] as const;

for (const scene of SCENES) {
  test(`${scene.name} fits a phone, stands still, and gives axe nothing to find in either theme`, async ({
    page,
    flatline,
    database,
  }) => {
    const loaded = LOADED.includes(scene.name);
    await watchShifts(page);
    await scene.set({ page, flatline, database });
    if (loaded) await expectStill(page);
    const found: string[] = [];
    for (const { colorScheme, width, rules } of VIEWS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await scene.again?.(page);
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      for (const violation of await violationsOn(page, rules)) {
        found.push(`${colorScheme} ${width}: ${violation}`);
      }
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await scene.again?.(page);
      for (const what of await overflowing(page)) found.push(`${width}: ${what}`);
    }
    expect(found.join('\n\n')).toBe('');
    if (!loaded) return;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await live(page);
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectStill(page);
  });
}

/** What sticks out of the window to the right, where the page can be scrolled to it. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll('body *')]
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .filter(({ right }) => right > clientWidth + 1)
      .map(({ element, right }) => `${element.tagName}.${element.className} ends at ${right}`);
    return [`the page is ${scrollWidth} wide`, ...out.slice(0, 10)];
  });
}
