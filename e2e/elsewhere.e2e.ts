import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { open } from './board.ts';
import { test as base, expect } from './flatline.ts';

/** A page that somebody else serves on this machine. */
const test = base.extend<{ elsewhere: Page }>({
  elsewhere: async ({ visitor }, use) => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Elsewhere</title>');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const page = await visitor({ baseURL: undefined });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await use(page);
    server.closeAllConnections();
    server.close();
  },
});

// The browser says of everything that it was refused.
test.use({ expectedComplaints: /./ });

test('a page from elsewhere can neither start runs nor read them', async ({
  elsewhere,
  flatline,
}) => {
  const run = await flatline.start('books');
  const outcomes = await elsewhere.evaluate(
    async ({ url, id }) => {
      const call = (path: string, init: RequestInit) =>
        fetch(url + path, init).then(
          (answer) => (answer.type === 'opaque' ? 'unreadable' : `answered ${answer.status}`),
          () => 'refused',
        );
      const post = (type: string, body: string, mode: RequestMode): RequestInit => ({
        method: 'POST',
        mode,
        headers: { 'content-type': type },
        body,
      });
      return {
        json: await call('/api/runs', post('application/json', '{"scraper":"x"}', 'cors')),
        simple: await call('/api/runs', post('text/plain', '{"scraper":"x"}', 'no-cors')),
        cancel: await call(`/api/runs/${id}/cancel`, { method: 'POST', mode: 'no-cors' }),
        sweep: await call('/api/sweeps', { method: 'POST', mode: 'no-cors' }),
        read: await call('/api/runs', { mode: 'cors' }),
      };
    },
    { url: flatline.url, id: run.id },
  );
  expect(outcomes).toEqual({
    json: 'refused',
    simple: 'unreadable',
    cancel: 'unreadable',
    sweep: 'unreadable',
    read: 'refused',
  });

  const { runs } = await flatline.get<{ runs: { scraper: string }[] }>('/api/runs');
  expect(runs.map(({ scraper }) => scraper)).toEqual(['books']);
  expect((await flatline.look(run)).cancelRequestedAt).toBeNull();
  const { sweeps } = await flatline.get<{ sweeps: { trigger: string }[] }>('/api/sweeps');
  expect(sweeps.filter(({ trigger }) => trigger === 'manual')).toEqual([]);
});

test('a form from elsewhere changes nothing', async ({ elsewhere, flatline }) => {
  const run = await flatline.start('books');
  const answered = elsewhere.waitForResponse((response) => response.url().includes('/cancel'));
  await elsewhere.evaluate((action) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action });
    document.body.append(form);
    form.submit();
  }, `${flatline.url}/api/runs/${run.id}/cancel`);
  expect((await answered).status()).toBe(403);
  expect((await flatline.look(run)).cancelRequestedAt).toBeNull();
});

test('a page from elsewhere cannot listen on the live channel', async ({ elsewhere, flatline }) => {
  const outcome = await elsewhere.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(
          `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
        );
        socket.onmessage = () => resolve('heard');
        socket.onclose = () => resolve('closed');
      }),
    flatline.url,
  );
  expect(outcome).toBe('closed');
});

test('a page from elsewhere cannot show Flatline inside itself, for clicks that are meant for another', async ({
  elsewhere,
  flatline,
}) => {
  await elsewhere.evaluate(
    (src) =>
      new Promise((done) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src, onload: done });
        document.body.append(frame);
      }),
    flatline.url,
  );
  await expect(elsewhere.frameLocator('iframe').getByText('Flatline')).toHaveCount(0);
});

test('by its other name of this machine, Flatline works all the same', async ({
  page,
  flatline,
}) => {
  const { port } = new URL(flatline.url);
  await open(page, `http://localhost:${port}/`);
  await flatline.start('books');
  await expect(page.getByRole('link', { name: 'books' })).toBeVisible();
});
