import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

/** Which of axe's rules are asked: WCAG 2.2 at AA and below, or the one about colours. */
export type Rules = 'all' | 'colours';

const ASKED: Record<Rules, RunOptions['runOnly']> = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  colours: { type: 'rule', values: ['color-contrast'] },
};

/** What axe finds wrong on a page without frames, with the elements; nothing when all is well. */
export async function violationsOn(page: Page, rules: Rules): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axe());
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as {
      axe: { run(options: RunOptions): Promise<AxeResults> };
    };
    // What is well is told of by its first element alone.
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) =>
      [id, ...nodes.map((node) => `${node.html}\n${node.failureSummary}`)].join('\n'),
    );
  }, ASKED[rules]);
}

/** axe itself: its package's builder would load it twice, and once more in a blank page, each time it asks. */
function axe(): Promise<string> {
  const builder = createRequire(import.meta.url).resolve('@axe-core/playwright');
  return readFile(createRequire(builder).resolve('axe-core/axe.min.js'), 'utf8');
}
