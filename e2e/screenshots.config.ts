import { defineConfig } from '@playwright/test';
import config from '../playwright.config.ts';

/** By hand: `npx playwright test --config e2e/screenshots.config.ts`; pictures to look at, not to compare. */
export default defineConfig({
  ...config,
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: '../.flatline/playwright',
});
