import next from 'next';
import pino from 'pino';
import { createApp, type Pages } from './boot.ts';
import { type Config, readConfig } from './config.ts';
import { BootFailure } from './domain/errors.ts';
import type { Log } from './domain/ports.ts';
import { createSystemClock } from './system-clock.ts';
import { isCronExpression } from './watchdog/cron-schedule.ts';

/** Milliseconds that a stop may take before the process ends by force, with exit code 1. */
const STOP_GRACE = 15_000;

await main();

async function main(): Promise<void> {
  const config = readOrExit();
  const log = createLog(config);
  const app = createApp({ config, clock: createSystemClock(), log, pages: createPages(config) });
  let stopping: Promise<never> | undefined;
  // A repeated signal is ignored, never a forced exit: the first stop is on its way.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop(signal);
    });
  }
  try {
    await app.start();
  } catch (error) {
    if (stopping !== undefined) return;
    if (!(error instanceof BootFailure)) log.error('Flatline could not start', { error });
    sayAndExit(
      error instanceof BootFailure ? error.message : 'Flatline could not start; see above.',
    );
  }
  if (stopping === undefined) console.log(`Flatline is at ${app.url}`);

  async function stop(signal: string): Promise<never> {
    log.info('stopping', { signal });
    setTimeout(() => {
      log.error('the stop took too long and was cut short');
      process.exit(1);
    }, STOP_GRACE).unref();
    try {
      await app.stop();
    } catch (error) {
      log.error('the stop failed', { error });
      process.exit(1);
    }
    // Next's watchers would keep a development server alive.
    process.exit(0);
  }
}

function readOrExit(): Config {
  try {
    return readConfig(process.env, isCronExpression);
  } catch (error) {
    if (error instanceof BootFailure) sayAndExit(error.message);
    throw error;
  }
}

function sayAndExit(sentence: string): never {
  console.error(`Flatline did not start: ${sentence}`);
  process.exit(1);
}

function createLog(config: Config): Log {
  const logger = pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
  });
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/** The pages, drawn by Next. It is given the server so that its own WebSocket works while developing. */
function createPages(config: Config): Pages {
  let app: ReturnType<typeof next> | undefined;
  return {
    async prepare(server) {
      const dir = new URL('..', import.meta.url).pathname;
      app = next({ dev: config.development, dir, httpServer: server, port: config.port });
      await app.prepare();
      return app.getRequestHandler();
    },
    async stop() {
      await app?.close();
    },
  };
}
