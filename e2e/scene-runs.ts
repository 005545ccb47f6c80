import type { Row } from './database.ts';
import type { Stage } from './scene.ts';

/** The longest name that a scraper can have, without a place to break. */
export const LONG_NAME = `${'the-scraper-with-the-very-longest-name-'.repeat(4)}`
  .slice(0, 127)
  .concat('x');

/** The longest phase. */
export const LONG_PHASE = 'phase-without-a-break-'.repeat(10).slice(0, 200);

const HOUR = 3600;

const RUNNING: Row[] = [
  {
    scraper: 'prices',
    startedAgo: 241,
    heardAgo: 2,
    staleAfterSeconds: 600,
    deadlineIn: 598,
    phases: [
      ['index', 241],
      ['detail', 180],
    ],
    progress: [812, 1200, 'pages'],
    errors: [
      {
        errorType: 'http_404',
        message: 'Not found',
        ago: 90,
        url: 'https://shop.test/products/13',
      },
      {
        errorType: 'http_503',
        message: 'The shop asked to come back later, and then did not answer at all',
        ago: 30,
        url: 'https://shop.test/products/77?variant=blue&currency=EUR',
        detail: { status: 503, tries: 3, retryAfter: 120 },
      },
    ],
    extensions: [
      { ago: 120, seconds: 600, reason: 'One click on the board.' },
      {
        ago: 60,
        seconds: 1800,
        actor: 'kim',
        reason: 'The shop answers slowly on Tuesdays, while it imports its catalogue',
      },
    ],
    logs: [
      [240, 'info', 'Reading the catalogue of https://shop.test'],
      [181, 'info', '1,200 products on 24 pages'],
      [90, 'warn', 'Product 13 is gone'],
      [30, 'error', 'Product 77 could not be read after 3 tries'],
      [2, 'debug', 'Product 812: 19.90 EUR, 7 in stock'],
    ],
  },
  {
    scraper: 'news',
    startedAgo: 41,
    heardAgo: 12,
    staleAfterSeconds: 600,
    deadlineIn: 588,
    phases: [['index', 41]],
    progress: [46, null, 'articles'],
  },
  {
    scraper: 'reviews',
    startedAgo: 4329,
    heardAgo: 496,
    suspectedAgo: 46,
    staleAfterSeconds: 600,
    deadlineIn: 104,
    phases: [
      ['index', 4329],
      ['paging', 4200],
    ],
    progress: [40, 100, 'pages'],
  },
  {
    scraper: 'images',
    startedAgo: 5400,
    heardAgo: 5,
    movedAgo: 2520,
    stuckAgo: 720,
    staleAfterSeconds: 600,
    deadlineIn: 595,
    phases: [['download', 5400]],
    progress: [300, 900, 'images'],
  },
  {
    scraper: 'tickets',
    startedAgo: 1900,
    heardAgo: 840,
    staleAfterSeconds: 600,
    deadlineIn: 540,
    grantedIn: 540,
    phases: [['seats', 1900]],
    progress: [120, 400, 'shows'],
    extensions: [{ ago: 60, seconds: 600, reason: 'One click on a notice.' }],
  },
  { scraper: 'stock', startedAgo: 3, heardAgo: 3, staleAfterSeconds: 600, deadlineIn: 597 },
];

const STALE: Row = {
  scraper: 'books',
  startedAgo: 3000,
  heardAgo: 603,
  staleAfterSeconds: 600,
  phases: [
    ['login', 3000],
    ['index', 2980],
    ['detail', 2400],
  ],
  progress: [412, 1200, 'books'],
  errors: [
    {
      errorType: 'timeout',
      message: 'No answer within 30 s',
      ago: 700,
      url: 'https://books.test/412',
    },
  ],
  logs: [
    [2980, 'info', 'Logged in as reader'],
    [700, 'warn', 'books.test is slow today'],
  ],
};

const ENDED: Row[] = [
  {
    scraper: 'reviews',
    startedAgo: 2 * HOUR,
    finishedAgo: 2 * HOUR - 640,
    status: 'COMPLETED',
    phases: [
      ['index', 2 * HOUR],
      ['reviews', 2 * HOUR - 90],
      ['images', 2 * HOUR - 400],
      ['reviews', 2 * HOUR - 500],
    ],
    progress: [60, 60, 'products'],
    errors: Array.from({ length: 5 }, (_, n) => ({
      errorType: n % 2 === 0 ? 'http_404' : 'http_500',
      message: n % 2 === 0 ? 'These reviews were removed' : 'The review service failed',
      ago: 2 * HOUR - 100 - n * 60,
      url: `https://shop.test/products/${13 * (n + 1)}/reviews`,
      detail: { status: n % 2 === 0 ? 404 : 500, tries: 1 + (n % 2) },
    })),
    logs: Array.from({ length: 60 }, (_, n): [number, string, string] => [
      2 * HOUR - n * 10,
      n % 12 === 11 ? 'warn' : 'info',
      n % 12 === 11 ? `Product ${n} has no reviews` : `Reviews of product ${n + 1} read`,
    ]),
  },
  {
    scraper: 'prices',
    startedAgo: 5 * HOUR,
    finishedAgo: 5 * HOUR - 310,
    status: 'FAILED',
    phases: [['login', 5 * HOUR]],
    errors: [{ errorType: 'failed', message: 'The password has expired', ago: 5 * HOUR - 310 }],
  },
  {
    scraper: 'news',
    startedAgo: 30 * HOUR,
    finishedAgo: 30 * HOUR - 75,
    status: 'CANCELLED',
    phases: [['index', 30 * HOUR]],
  },
];

/** An ordinary morning: six runs, of which one is close to death, one stuck, and one lives on time that it was given, two deaths and some history. */
export async function everyday({
  flatline,
  database,
}: Pick<Stage, 'flatline' | 'database'>): Promise<{
  running: string;
  stale: string;
  completed: string;
}> {
  const [running = ''] = await database.insert(...RUNNING);
  const [stale = ''] = await database.insert(STALE);
  const [completed = ''] = await database.insert(...ENDED);
  await database.insertGaps(
    { reason: 'restarted', endedAgo: 9 * HOUR, seconds: 41, runs: 0 },
    { reason: 'blocked', endedAgo: 5 * HOUR, seconds: 6, runs: 12 },
    { reason: 'database', endedAgo: 3 * HOUR, seconds: 900, runs: 184 },
  );
  await flatline.post('/api/sweeps', { runIds: [stale] });
  return { running, stale, completed };
}
