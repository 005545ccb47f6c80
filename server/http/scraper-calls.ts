import { z } from 'zod';
import type { Scrapers } from '../domain/ports.ts';
import { scraperChangeSchema } from '../domain/scraper.schema.ts';
import { toIso } from '../domain/time.ts';
import * as answers from './answers.ts';
import { call, json } from './route.ts';

const nothing = z.strictObject({});

/** What can be asked about scrapers. */
export function scraperCalls({ scrapers }: { scrapers: Scrapers }) {
  return {
    listScrapers: call({
      name: 'listScrapers',
      tag: 'Scrapers',
      summary: 'List the scrapers, by name',
      query: nothing,
      answers: { 200: { description: 'All of them.', schema: answers.scrapersAnswer } },
      async handle() {
        const { now, scrapers: all } = await scrapers.list();
        return { status: 200, json: { now: toIso(now), scrapers: all } };
      },
    }),
    getScraper: call({
      name: 'getScraper',
      tag: 'Scrapers',
      summary: 'One scraper, and what its good runs say of its stale-after',
      query: nothing,
      answers: { 200: { description: 'The scraper.', schema: answers.scraperPatienceAnswer } },
      async handle({ name }) {
        const { now, ...found } = await scrapers.find(name);
        return { status: 200, json: { now: toIso(now), ...found } };
      },
    }),
    changeScraper: call({
      name: 'changeScraper',
      tag: 'Scrapers',
      summary: 'Change what the next runs of a scraper start with',
      description: 'What is absent is left as it is. Running runs keep what they started with.',
      body: json(scraperChangeSchema),
      answers: { 200: { description: 'The scraper after it.', schema: answers.scraperAnswer } },
      async handle({ name, body }) {
        const { now, scraper } = await scrapers.change(name, body);
        return { status: 200, json: { now: toIso(now), scraper } };
      },
    }),
  };
}
