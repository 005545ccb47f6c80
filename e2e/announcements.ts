import type { Page } from '@playwright/test';

/** Keeps what the page's live regions say, in every document that it opens from now on. */
export async function recordAnnouncements(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const last = new WeakMap<Element, string>();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest('[aria-live], [role=status], [role=alert], [role=log]');
        const text = region?.textContent ?? '';
        if (!region || text === (last.get(region) ?? '')) continue;
        last.set(region, text);
        if (text.trim() !== '') said.push(text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** What was said so far, of that which matches. */
export async function said(page: Page, pattern: RegExp): Promise<string[]> {
  const all = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  return all.filter((sentence) => pattern.test(sentence));
}
