import { expect, onTestFinished, test } from 'vitest';
import { PRODUCTS, productOf } from './catalogue.ts';
import { answerTo } from './pages.ts';
import { createShop } from './shop.ts';

async function setup() {
  let onSilence = () => {};
  const asked = new Promise<void>((resolve) => {
    onSilence = resolve;
  });
  const shop = createShop({ pace: 0, onSilence });
  await shop.start();
  onTestFinished(shop.stop);
  return { shop, asked };
}

test('the catalogue leads to every product, each once, and ends', async () => {
  const { shop } = await setup();
  const found: number[] = [];
  for (let next: string | undefined = '/catalogue/1'; next !== undefined; ) {
    const html: string = await (await fetch(shop.url + next)).text();
    for (const [, id] of html.matchAll(/href="\/products\/(\d+)"/g)) found.push(Number(id));
    next = /class="next" href="([^"]+)"/.exec(html)?.[1];
  }
  expect(found).toEqual(Array.from({ length: PRODUCTS }, (_, index) => index + 1));
});

test('the same path gives the same answer', () => {
  for (const path of ['/', '/catalogue/2', '/products/6/price', '/products/9/reviews']) {
    expect(answerTo(path)).toEqual(answerTo(path));
  }
  expect(productOf(7)).toEqual(productOf(7));
});

test('some prices are slow, some reviews are gone or broken', () => {
  expect(answerTo('/products/6/price')).toMatchObject({ status: 200, delay: 8000 });
  expect(answerTo('/products/13/reviews')).toMatchObject({ status: 404 });
  expect(answerTo('/products/9/reviews')).toMatchObject({ status: 500 });
  expect(answerTo('/products/1/reviews')).toMatchObject({ status: 200 });
  for (const path of ['/products/0', '/products/61', '/catalogue/6', '/elsewhere']) {
    expect(answerTo(path)).toMatchObject({ status: 404 });
  }
});

test('one page never answers, and does not keep the shop from closing', async () => {
  const { shop, asked } = await setup();
  const silent = fetch(`${shop.url}/products/18/stock`);
  const cut = expect(silent).rejects.toThrow();
  await asked;
  await shop.stop();
  await cut;
});
