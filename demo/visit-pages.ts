import { CheerioCrawler, type CheerioCrawlingContext, Configuration, log } from '@crawlee/cheerio';

/** A page that was fetched. */
export interface Visit {
  url: string;
  $: CheerioCrawlingContext['$'];
}

/** A page that could not be fetched. */
export interface Failure {
  url: string;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  message: string;
  tries: number;
}

/** What to visit, and what to do with it. */
export interface VisitPlan {
  urls: string[];
  /** Reads a page; the addresses it answers are visited too. */
  read(visit: Visit): string[];
  failed(failure: Failure): void;
  /** Ends the crawl when it is given. */
  signal: AbortSignal;
  /** Pages at a time. */
  concurrency?: number;
}

/** About three weeks in seconds: the longest that a timer can be set to, and then some days less. */
const FOR_EVER = 21 * 24 * 60 * 60;

/** Visits pages with Crawlee until there are no more. Throws the signal's reason when it is given. Keeps no files. */
export async function visitPages(plan: VisitPlan): Promise<void> {
  plan.signal.throwIfAborted();
  log.setLevel(log.LEVELS.OFF);
  const crawler = new CheerioCrawler(
    {
      maxConcurrency: plan.concurrency ?? 1,
      maxRequestRetries: 1,
      useSessionPool: false,
      // A crawler of the demonstration waits as long as a careless one would.
      navigationTimeoutSecs: FOR_EVER,
      requestHandlerTimeoutSecs: FOR_EVER,
      async requestHandler({ $, request, response, crawler: own }) {
        const status = response.statusCode ?? 0;
        // Crawlee takes a 404 for a page like any other.
        if (status >= 400) {
          plan.failed({ url: request.url, status, message: $('title').text(), tries: 1 });
          return;
        }
        const more = plan.read({ url: request.url, $ });
        if (more.length > 0) await own.addRequests(more);
      },
      failedRequestHandler({ request, response }, error) {
        plan.failed({
          url: request.url,
          status: response?.statusCode ?? null,
          message: error.message.split('\n')[0] ?? '',
          tries: request.retryCount + 1,
        });
      },
    },
    // Its own configuration gives every crawl a queue of its own; the global one would remember.
    new Configuration({ persistStorage: false, systemInfoIntervalMillis: 5000 }),
  );
  const stop = () => void crawler.teardown();
  plan.signal.addEventListener('abort', stop, { once: true });
  try {
    await crawler.run(plan.urls);
  } finally {
    plan.signal.removeEventListener('abort', stop);
  }
  plan.signal.throwIfAborted();
}
