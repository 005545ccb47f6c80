import type { Figures } from '../../bench/bench.ts';
import { createRandom } from '../../sim/engine/random.ts';
import { addTo, contest } from './contest.ts';
import type { Proof } from './proof.ts';
import { keepRecord, WRITTEN_RIGHT } from './record.ts';
import { openSeveral } from './several.ts';
import { TOLD_RIGHT } from './told.ts';

/** Three servers on one PostgreSQL. */
export function createNodes(): Proof {
  return {
    measure: 'dead runs',
    size: 1000,
    exactly: {
      ...{ timersShort: 0, watchedTooLate: 0, buttonsRefused: 0, livingKilled: 0 },
      ...WRITTEN_RIGHT,
      ...TOLD_RIGHT,
    },
    atMost: {},
    async run({ size, seed, say }) {
      const random = createRandom(seed);
      const several = await openSeveral(3);
      const figures: Figures = {};
      try {
        const record = await keepRecord(several);
        const counts = { dead: size, timers: Math.ceil(size / 10), buttons: Math.ceil(size / 20) };
        addTo(figures, await contest(several, record, random, counts));
        say(JSON.stringify(figures));
        return figures;
      } finally {
        await several.close();
      }
    },
  };
}
