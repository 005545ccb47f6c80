import { expect, test } from 'vitest';
import { openPostgres } from './database.ts';
import { createKills } from './kills.ts';
import { prove } from './small.ts';

test('a PostgreSQL and a server killed in turn under load lose no line, and each kills its own alone', async () => {
  const proof = createKills({ each: 10, open: openPostgres });
  expect(await prove(proof, 1)).toMatchObject({
    ok: true,
    figures: { kills: 1, databaseKills: 1, orphans: 10 },
  });
}, 120_000);
