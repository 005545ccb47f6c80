import { queryOptions } from '@tanstack/react-query';
import type { LearnedPatience, Scraper } from '../../server/domain/patience.ts';
import { getJson } from './api.ts';

/** `GET /api/scrapers`. */
export interface ScrapersAnswer {
  now: string;
  /** By name, ascending. */
  scrapers: Scraper[];
}

/** `GET /api/scrapers/{name}`. */
export interface ScraperAnswer {
  now: string;
  scraper: Scraper;
  patience: LearnedPatience;
}

/** `PATCH /api/scrapers/{name}`. */
export type ScraperChangeAnswer = Omit<ScraperAnswer, 'patience'>;

/** Where scrapers are in the query cache. */
export const SCRAPER_KEYS = {
  all: ['scrapers'] as const,
  one: (name: string) => ['scraper', name] as const,
};

/** Every scraper there is, without what was learned of it. */
export function scrapersQuery() {
  return queryOptions({
    queryKey: SCRAPER_KEYS.all,
    queryFn: ({ signal }) => getJson<ScrapersAnswer>('/api/scrapers', signal),
  });
}

/** One scraper, with what was learned of its silences. */
export function scraperQuery(name: string) {
  return queryOptions({
    queryKey: SCRAPER_KEYS.one(name),
    queryFn: ({ signal }) => getJson<ScraperAnswer>(scraperPath(name), signal),
  });
}

/** The path of a scraper in the API. */
export function scraperPath(name: string): string {
  return `/api/scrapers/${encodeURIComponent(name)}`;
}
