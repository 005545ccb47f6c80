// `npm run demo`: the app on a database of its own, and real crawlers over a small shop.
import { enter } from './setup/entry.mjs';
import { requireFreePort } from './setup/port.mjs';
import { prepare } from './setup/prepare.mjs';
import { SetupFailure, say } from './setup/say.mjs';
import { serve, spawnNode, waitUntilReady } from './setup/serve.mjs';

await enter(async (signals) => {
  const { port, url } = await requireFreePort({ command: 'npm run demo', signals });
  if (port === 0) throw new SetupFailure('The demonstration needs a PORT that is not 0.');
  await prepare({ name: 'demo', signals });
  signals.check();
  say('> starting the server');
  const staleAfter = process.env.STALE_AFTER_SECONDS || '30';
  const server = serve({
    mode: 'production',
    // The crawlers end first: their last words need a server that listens.
    detached: true,
    env: {
      DATABASE_URL: 'file:./data/demo.db',
      STALE_AFTER_SECONDS: staleAfter,
      LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
    },
  });
  let crawlers = null;
  signals.onFirst(async (signal) => {
    crawlers?.stop('SIGTERM');
    await crawlers?.ended;
    server.stop(signal);
  });
  if (await waitUntilReady({ url, ended: server.ended, signals })) {
    crawlers = spawnNode({ script: 'demo/index.ts', env: { FLATLINE_URL: url } });
    crawlers.ended.then((code) => code !== 0 && say(`The crawlers ended by themselves (${code}).`));
    say(whatToWatch(url, staleAfter));
  }
  const code = await server.ended;
  crawlers?.stop('SIGTERM');
  await crawlers?.ended;
  return code;
});

function whatToWatch(url, staleAfter) {
  return `
The demonstration runs at ${url}. Open it and watch:

  books    is healthy: it reads a catalogue, then 60 books, and completes.
  prices   is slow: some pages take 8 s, but it never goes silent. It is LOCAL.
  reviews  meets errors, reports each with its address, and completes all the same.
  stock    hangs for good after 17 products. Its process lives on, but it is silent:
           ${staleAfter} s later it turns FAILED in front of you.

Open a run and cancel it: its crawler stops within a few pages. Ctrl-C ends everything.
`;
}
