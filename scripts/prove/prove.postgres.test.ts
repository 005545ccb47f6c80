import { describe, test } from 'vitest';
import { openPostgres } from './database.ts';
import { createKills } from './kills.ts';
import { createNodes } from './nodes.ts';
import { createPostgres } from './postgres.ts';
import { prove } from './small.ts';

/** Milliseconds: real processes on a busy machine take their time. */
const PATIENT = 180_000;

// Each has servers and a PostgreSQL of its own, and mostly waits: they do so together.
describe.concurrent('the proofs on PostgreSQL', () => {
  test(
    'servers meet the same dead runs, and one stands still in the middle of a pass: each run ends once',
    async ({ expect }) => {
      const proof = createNodes({
        servers: 2,
        standstill: { dead: 20, stopFor: 2, breakOffAfter: 0.5 },
        // The store's test of nodes has one, and so has the proof of kills.
        death: null,
      });
      expect(await prove(proof, 20)).toMatchObject({ ok: true, figures: { dead: 20 } });
    },
    PATIENT,
  );

  test(
    'a PostgreSQL that crashes under reports costs no line and no healthy run, and its absence is given back once',
    async ({ expect }) => {
      const proof = createPostgres({
        ...{ servers: 2, blows: ['crash'], living: 20, dying: 3 },
        ...{ staleAfter: 2, every: 300 },
      });
      expect(await prove(proof, 3)).toMatchObject({ ok: true });
    },
    PATIENT,
  );

  test(
    'a PostgreSQL and a server killed in turn under load lose no line, and each kills its own alone',
    async ({ expect }) => {
      const proof = createKills({ each: 10, open: openPostgres });
      expect(await prove(proof, 1)).toMatchObject({
        ok: true,
        figures: { kills: 1, databaseKills: 1, orphans: 10 },
      });
    },
    PATIENT,
  );
});
