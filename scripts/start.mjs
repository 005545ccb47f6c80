// `npm start`: sets the checkout up where that is out of date, then serves. Services (systemd,
// containers) run this file, not npm.
import { enter } from './setup/entry.mjs';
import { requireFreePort } from './setup/port.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/say.mjs';
import { serve } from './setup/serve.mjs';

await enter(async (signals) => {
  await requireFreePort({ signals });
  await prepare({ name: 'start', signals });
  signals.check();
  say('> starting the server');
  const server = serve({ mode: 'production' });
  signals.onFirst(server.stop);
  return server.ended;
});
