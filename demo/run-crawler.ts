import { createReporter, type ReportedRun } from '../clients/reporter.ts';

/** One crawl: does its work, reporting to `run`, and answers its summary. Stops with the signal. */
export type Crawl = (parts: {
  run: ReportedRun;
  /** Where the shop is. */
  shop: string;
  signal: AbortSignal;
}) => Promise<string>;

/** A crawler of the demonstration. */
export interface CrawlerOptions {
  scraper: string;
  origin?: 'LOCAL' | 'REMOTE';
  crawl: Crawl;
}

/** How long the last word of a run may take when the process is told to end, in milliseconds. */
const LAST_WORD_GRACE = 3000;

/**
 * Runs a crawler until a signal: a run, a pause, the next run. By environment: FLATLINE_URL,
 * SHOP_URL, CRAWLER_RUNS (how many; endless unless set), CRAWLER_PAUSE_SECONDS (10 unless set).
 *
 * No heartbeat by timer: every page is reported, so a crawler that hangs is heard no more.
 */
export async function runCrawler({ scraper, origin, crawl }: CrawlerOptions): Promise<void> {
  const { FLATLINE_URL = 'http://127.0.0.1:3000', SHOP_URL, CRAWLER_RUNS } = process.env;
  if (SHOP_URL === undefined) throw new Error('SHOP_URL must name the shop.');
  const pause = Number(process.env.CRAWLER_PAUSE_SECONDS ?? 10) * 1000;
  const reporter = createReporter({
    url: FLATLINE_URL,
    scraper,
    heartbeatInterval: null,
    onProblem: (sentence) => console.log(`${scraper}: ${sentence}`),
  });
  const leaving = new AbortController();
  let current: ReportedRun | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (leaving.signal.aborted) return;
      leaving.abort();
      const lastWord = current?.finish('cancelled', 'The crawler was told to end.');
      void Promise.race([lastWord?.catch(() => {}), after(LAST_WORD_GRACE)]).then(() =>
        process.exit(0),
      );
    });
  }

  for (let left = Number(CRAWLER_RUNS ?? Number.POSITIVE_INFINITY); left > 0; left -= 1) {
    current = await reporter.startRun(origin === undefined ? {} : { origin });
    const signal = AbortSignal.any([current.stopped, leaving.signal]);
    const status = await conclude(current, signal, crawl({ run: current, shop: SHOP_URL, signal }));
    console.log(`${scraper}: run ${current.id} is ${status}`);
    current = undefined;
    if (left > 1) await after(pause);
  }
}

/** Ends the run as the work ended; answers its status, or why it could not be ended. */
async function conclude(
  run: ReportedRun,
  signal: AbortSignal,
  work: Promise<string>,
): Promise<string> {
  const last = await work.then(
    (summary) => ({ outcome: 'completed', message: summary }) as const,
    (error: Error) =>
      signal.aborted
        ? ({ outcome: 'cancelled', message: 'Stopped as asked.' } as const)
        : ({ outcome: 'failed', message: error.message } as const),
  );
  return run.finish(last.outcome, last.message).catch((error: Error) => error.message);
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
