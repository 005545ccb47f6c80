// `npm run dev`: as `npm start`, with Next's development server instead of a build.
import { enter } from './setup/entry.mjs';
import { requireFreePort } from './setup/port.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/say.mjs';
import { serve } from './setup/serve.mjs';

await enter(async (signals) => {
  await requireFreePort({ command: 'npm run dev', signals });
  await prepare({ name: 'dev', pages: false, signals });
  signals.check();
  say('> starting the development server');
  const server = serve({ mode: 'development' });
  signals.onFirst(server.stop);
  return server.ended;
});
