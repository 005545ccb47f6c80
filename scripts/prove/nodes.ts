import type { Figures } from '../../bench/bench.ts';
import { createRandom } from '../../sim/engine/random.ts';
import { addTo, contest } from './contest.ts';
import { DEATH_RIGHT, type DeathSettings, death, FOUND_WITHIN } from './death.ts';
import type { Proof } from './proof.ts';
import { keepRecord, WRITTEN_RIGHT } from './record.ts';
import { openSeveral } from './several.ts';
import { type StandstillSettings, standstill } from './standstill.ts';
import { TOLD_RIGHT } from './told.ts';

/** What is done with the servers beside the contest. */
export interface NodesSettings {
  servers: number;
  standstill: StandstillSettings;
  /** Null: none is killed. */
  death: DeathSettings | null;
}

const FULL: NodesSettings = {
  servers: 3,
  standstill: { dead: 150, stopFor: 60 },
  death: { each: 50, staysAway: true },
};

/**
 * Servers on one PostgreSQL meet the same dead runs; one stands still in the middle of a pass;
 * one is killed. A run ends once, everybody is told once, and nobody else is touched.
 */
export function createNodes(settings: NodesSettings = FULL): Proof {
  return {
    measure: 'dead runs',
    size: 1000,
    exactly: {
      ...{ timersShort: 0, watchedTooLate: 0, buttonsRefused: 0, livingKilled: 0 },
      ...{ notInThePass: 0, endedByTheStopped: 0 },
      ...(settings.death === null ? {} : DEATH_RIGHT),
      ...WRITTEN_RIGHT,
      ...TOLD_RIGHT,
    },
    atMost: {
      // The transaction's 10 s, the same again for whoever was not heard meanwhile, and the pass.
      ...{ foundAfterSeconds: 30, laterFoundLateMs: 5000 },
      ...(settings.death?.staysAway === true ? { orphansFoundAfterSeconds: FOUND_WITHIN } : {}),
      ...(settings.death === null ? {} : { orphansFoundAtBootMs: 5000 }),
    },
    async run({ size, seed, say }) {
      const random = createRandom(seed);
      const several = await openSeveral(settings.servers);
      const figures: Figures = {};
      const note = (what: string, found: Figures) => {
        say(`${what}: ${JSON.stringify(found)}`);
        addTo(figures, found);
      };
      try {
        const record = await keepRecord(several);
        const counts = { dead: size, timers: Math.ceil(size / 10), buttons: Math.ceil(size / 20) };
        note('contest', await contest(several, record, random, counts));
        note('standstill', await standstill(several, record, settings.standstill));
        if (settings.death !== null) note('death', await death(several, settings.death));
        return figures;
      } finally {
        await several.close();
      }
    },
  };
}
