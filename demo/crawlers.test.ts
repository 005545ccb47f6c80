import { describe, expect, test } from 'vitest';
import { createFakeFlatline, TAKEN } from '../clients/fake-flatline.ts';
import type { NumberedEvent } from '../clients/outbox.ts';
import { type AtEnd, launch } from '../scripts/testing/launch.ts';
import { createShop } from './shop.ts';

/** A crawler of the demonstration over a shop that answers at once, for one run. */
async function setup(name: string, { onTestFinished }: { onTestFinished: AtEnd }) {
  const shop = createShop({ pace: 0 });
  await shop.start();
  onTestFinished(shop.stop);
  const flatline = await createFakeFlatline(onTestFinished);
  const crawler = launch(process.execPath, ['--import', 'tsx', `demo/crawlers/${name}.ts`], {
    cwd: process.cwd(),
    env: { FLATLINE_URL: flatline.url, SHOP_URL: shop.url, CRAWLER_RUNS: '1' },
    atEnd: onTestFinished,
  });
  const startCall = await flatline.next();
  startCall.answer(201, { run: { id: 'r1', status: 'RUNNING', staleAfterSeconds: 30 } });
  const said: NumberedEvent[] = [];

  /** Answers reports until an event is of interest. */
  const hear = async (wanted: (event: NumberedEvent) => boolean, answer: object = TAKEN) => {
    for (;;) {
      const report = await flatline.next();
      said.push(...report.events);
      const last = report.events.at(-1);
      report.answer(200, last?.type === 'finish' ? ENDED[last.outcome] : answer);
      if (report.events.some(wanted)) return;
    }
  };
  const phases = () => said.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
  const errors = () => said.flatMap((event) => (event.type === 'error' ? [event.errorType] : []));
  const progress = () => said.filter(({ type }) => type === 'progress').at(-1);
  return { crawler, startCall, hear, said, phases, errors, progress };
}

const ENDED = {
  completed: { status: 'COMPLETED', directive: 'stop', reason: 'finished' },
  failed: { status: 'FAILED', directive: 'stop', reason: 'finished' },
  cancelled: { status: 'CANCELLED', directive: 'stop', reason: 'cancelled' },
};

const finish = ({ type }: NumberedEvent) => type === 'finish';

describe.concurrent('the crawlers of the demonstration', () => {
  test('books is healthy: two phases, all books, completed', async (context) => {
    const { crawler, hear, said, phases, errors, progress } = await setup('books', context);
    await hear(finish);
    expect(phases()).toEqual(['index', 'detail']);
    expect(progress()).toMatchObject({ done: 60, total: 60, unit: 'books' });
    expect(errors()).toEqual([]);
    expect(said.at(-1)).toMatchObject({ outcome: 'completed', message: '60 books read' });
    expect(await crawler.ended).toBe(0);
  });

  test('prices is LOCAL and completes', async (context) => {
    const { startCall, hear, said, progress } = await setup('prices', context);
    expect(startCall.body).toMatchObject({ scraper: 'prices', origin: 'LOCAL' });
    await hear(finish);
    expect(progress()).toMatchObject({ done: 60, total: 60 });
    expect(said.at(-1)).toMatchObject({ outcome: 'completed' });
  });

  test('reviews reports each error with its address and completes', async (context) => {
    const { hear, said, errors } = await setup('reviews', context);
    await hear(finish);
    expect(errors().filter((type) => type === 'http_404')).toHaveLength(4);
    expect(errors().filter((type) => type === 'http_500')).toHaveLength(6);
    expect(said.filter(({ type }) => type === 'error')).toContainEqual(
      expect.objectContaining({
        url: expect.stringMatching(/\/products\/9\/reviews$/),
        detail: { status: 500, tries: 2 },
      }),
    );
    expect(said.at(-1)).toMatchObject({ outcome: 'completed' });
  });

  test('stock falls silent for good, its process lives on, and it ends when it is told to', async (context) => {
    const { crawler, hear, said, progress } = await setup('stock', context);
    await hear((event) => event.type === 'progress' && event.done === 17);
    expect(progress()).toMatchObject({ total: 60 });
    crawler.kill('SIGTERM');
    await hear(finish);
    expect(said.at(-1)).toMatchObject({ type: 'finish', outcome: 'cancelled' });
    expect(await crawler.ended).toBe(0);
  });

  test('a crawler that is told to stop ends its run as cancelled, before its work is done', async (context) => {
    const { crawler, hear, said, phases } = await setup('books', context);
    await hear(finish, { status: 'RUNNING', directive: 'stop', reason: 'cancelled' });
    expect(said.at(-1)).toMatchObject({ outcome: 'cancelled' });
    expect(phases()).not.toContain('detail');
    expect(await crawler.ended).toBe(0);
  });
});
