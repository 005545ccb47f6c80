import { createApp } from '../boot.ts';
import { readConfig } from '../config.ts';
import { createSystemClock } from '../system-clock.ts';
import { noPages } from './app.ts';
import { createRecordingLog } from './quiet.ts';

// A server without Next in a process of its own, for tests that kill it. It says where it listens.
const app = createApp({
  config: readConfig(process.env, () => true),
  clock: createSystemClock(),
  log: createRecordingLog(),
  pages: noPages,
});
try {
  await app.start();
  console.log(app.url);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
