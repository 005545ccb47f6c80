import type { RunFilter } from '../../server/domain/ports.ts';
import type { Figures } from '../bench.ts';
import { median, timed } from '../statistics.ts';
import type { BenchServices } from './bench-services.ts';
import { SCRAPERS } from './dataset.ts';

const REPEATS = 7;
const DAY = 86_400_000;

/** Pages of the history as its page asks for them; each figure is the median in milliseconds. */
export async function measureHistory(services: BenchServices): Promise<Figures> {
  const { store, clock } = services;
  const figures: Figures = {};
  for (const [name, filter] of Object.entries(await questions(services))) {
    const times: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      times.push((await timed(() => store.runs.list(filter, clock.now()))).ms);
    }
    figures[`${name}Ms`] = median(times);
  }
  return figures;
}

async function questions(services: BenchServices): Promise<Record<string, RunFilter>> {
  const { store, clock } = services;
  const now = clock.now();
  const deep = await store.runs.list(filterBy({ to: now - 200 * DAY }), now);
  const oldId = deep.rows[0]?.id ?? '';
  return {
    historyFirst: filterBy({}),
    historyDeep: filterBy({ cursor: deep.nextCursor }),
    historyFailed: filterBy({ statuses: ['FAILED'] }),
    historyTwoStatuses: filterBy({ statuses: ['FAILED', 'CANCELLED'] }),
    historyBusyScraper: filterBy({ scraper: SCRAPERS.busy }),
    historyRareScraper: filterBy({ scraper: SCRAPERS.rare }),
    historyRareFailed: filterBy({ scraper: SCRAPERS.rare, statuses: ['FAILED'] }),
    historyNoSuchScraper: filterBy({ scraper: 'nobody' }),
    historyPrefixOfAll: filterBy({ q: SCRAPERS.prefix }),
    historyPrefixOfRare: filterBy({ q: SCRAPERS.rare.slice(0, 4) }),
    historyPrefixOfNone: filterBy({ q: 'nobody' }),
    historyPrefixOfId: filterBy({ q: oldId.slice(0, 13) }),
    historyOneDay: filterBy({ from: now - 101 * DAY, to: now - 100 * DAY }),
    historyOneDayOfRare: filterBy({
      from: now - 101 * DAY,
      to: now - 100 * DAY,
      q: SCRAPERS.rare,
    }),
  };
}

function filterBy(fields: Partial<RunFilter>): RunFilter {
  return {
    statuses: [],
    scraper: null,
    q: null,
    from: null,
    to: null,
    cursor: null,
    limit: 50,
    ...fields,
  };
}
