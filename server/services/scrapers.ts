import { Problem } from '../domain/errors.ts';
import type { ScraperRecord } from '../domain/patience.ts';
import { GOOD_RUNS_MOST, learnPatience, presentScraper, type Scraper } from '../domain/patience.ts';
import type { Clock, ScraperStore, Scrapers } from '../domain/ports.ts';

/** The parts that {@link createScrapers} stands on. */
export interface ScrapersParts {
  store: ScraperStore;
  clock: Clock;
  /** The STALE_AFTER_SECONDS setting. */
  staleAfterSeconds: number;
  /** The STUCK_AFTER_SECONDS setting. */
  stuckAfterSeconds: number;
  /** The RETENTION_DAYS setting. */
  retentionDays: number;
}

/** What is known of scrapers, and what their next runs start with. */
export function createScrapers(parts: ScrapersParts): Scrapers {
  const { store, clock } = parts;

  return {
    async list() {
      const scrapers = await store.list();
      return { now: clock.now(), scrapers: scrapers.map(present) };
    },

    async find(name) {
      const scraper = await store.find(name);
      if (scraper === null) throw noSuchScraper(name);
      const goodRuns = await store.goodRuns(scraper.id, GOOD_RUNS_MOST);
      const shown = present(scraper);
      const patience = learnPatience(goodRuns, shown.effectiveStaleAfterSeconds);
      return { now: clock.now(), scraper: shown, patience };
    },

    async change(name, change) {
      const scraper = await store.change(name, change);
      if (scraper === null) throw noSuchScraper(name);
      return { now: clock.now(), scraper: present(scraper) };
    },
  };

  function present(scraper: ScraperRecord): Scraper {
    return presentScraper(scraper, parts);
  }
}

function noSuchScraper(name: string): Problem {
  return new Problem('not_found', `There is no scraper with the name ${name}.`);
}
