import { rename } from 'node:fs/promises';
import { createWatchdog, type WatchdogPart } from '../watchdog/watchdog.ts';
import { createRecordingLog } from './quiet.ts';
import { openTestServices, type TestServices, type TestSettings } from './services.ts';

/** The use cases with the observer and the watchdog at work, as the composition root wires them. */
export interface Vigil extends TestServices {
  watchdog: WatchdogPart;
  /** Starts `count` runs of as many scrapers, stale after that many seconds. */
  startMany(count: number, staleAfterSeconds: number): Promise<string[]>;
  /** Lets these runs beat every so many seconds for a time; a refused beat is not sent again. */
  beatOn(ids: readonly string[], everySeconds: number, forSeconds: number): Promise<void>;
  /** The scrapers of the runs that were told to have died, in order. */
  dead(): string[];
  /** The sweep of each death, in order. */
  sweepsOfDeaths(): (string | null)[];
  /** Takes the database away, or brings it back. */
  takeAway(): Promise<void>;
  bringBack(): Promise<void>;
}

/** Opens a {@link Vigil} whose cron never fires: each death is found by its deadline. */
export async function openVigil(settings: Pick<TestSettings, 'clock'> = {}): Promise<Vigil> {
  const services = await openTestServices({ ...settings, observed: true });
  const { clock, store, sweeper, suspicion, live, guard, observer, path } = services;
  const watchdog = createWatchdog({
    clock,
    log: createRecordingLog(),
    sweeper,
    suspicion,
    ear: observer,
    storms: guard,
    live,
    store: store.stale,
    runs: store.runs,
    cron: '*/2 * * * *',
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    schedule: { start: () => {}, stop: () => {}, next: () => null },
  });
  Object.assign(services.relay, {
    deadlines: watchdog,
    suspects: watchdog.suspects,
    bulletin: watchdog,
  });
  await observer.start();
  await watchdog.start();
  const deaths = () => live.told.flatMap((told) => (told.what === 'ended' ? [told] : []));
  return {
    ...services,
    watchdog,
    async startMany(count, staleAfterSeconds) {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        ids.push(await services.start(`s${n}`, { staleAfterSeconds }));
      }
      return ids;
    },
    async beatOn(ids, everySeconds, forSeconds) {
      for (let at = 0; at < forSeconds; at += everySeconds) {
        for (const id of ids) await services.beat(id).catch(() => {});
        await clock.advance(Math.min(everySeconds, forSeconds - at) * 1000);
      }
    },
    dead: () => deaths().map(({ run }) => run.scraper),
    sweepsOfDeaths: () => deaths().map(({ sweepId }) => sweepId),
    takeAway: () => rename(path, `${path}.away`),
    bringBack: () => rename(`${path}.away`, path),
    async [Symbol.asyncDispose]() {
      await watchdog.stop();
      await services[Symbol.asyncDispose]();
    },
  };
}
