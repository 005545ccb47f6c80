import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';

/** A script that the browser fetched; sizes in bytes. */
export interface FetchedScript {
  name: string;
  /** Its text through gzip at the usual level. */
  gzip: number;
  /** Its body as the server sent it. */
  transferred: number;
  plain: number;
}

/** Pages go on fetching when they are idle: what the links on them may lead to. */
const SETTLED_AFTER = 3000;

/** Every script that opening `url` fetches until the page is quiet, the biggest first. */
export async function fetchedScripts(page: Page, url: string): Promise<FetchedScript[]> {
  const responses: Response[] = [];
  page.on('response', (response) => {
    if (isScript(response)) responses.push(response);
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.getByText('books').first().waitFor();
  await page.waitForTimeout(SETTLED_AFTER);
  const scripts = await Promise.all(responses.map(measure));
  return scripts.sort((a, b) => b.gzip - a.gzip);
}

function isScript(response: Response): boolean {
  const type = response.headers()['content-type'] ?? '';
  return /javascript/.test(type) || new URL(response.url()).pathname.endsWith('.js');
}

async function measure(response: Response): Promise<FetchedScript> {
  const body = await response.body();
  const { responseBodySize } = await response.request().sizes();
  return {
    name: new URL(response.url()).pathname,
    gzip: gzipSync(body).length,
    transferred: responseBodySize,
    plain: body.length,
  };
}
