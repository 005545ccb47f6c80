import { z } from 'zod';
import { refusedGrantSchema } from '../domain/extension.schema.ts';
import { time } from '../domain/fields.schema.ts';
import { nodeSchema } from '../domain/node.schema.ts';
import { runDetailSchema, runSchema } from '../domain/run.schema.ts';
import { RUN_STATUSES } from '../domain/run.ts';
import { patienceSchema, scraperSchema } from '../domain/scraper.schema.ts';
import { sweepEntrySchema, sweepSchema } from '../domain/sweep.schema.ts';
import { gapSchema, watchdogSchema } from '../domain/watchdog.schema.ts';

const now = time("The server's clock.");
const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Ask for the next page with it; null on the last.' });

/** One run. */
export const runAnswer = z.object({ now, run: runSchema });

/** One run with all that its page shows. */
export const runDetailAnswer = z.object({ now, run: runDetailSchema });

/** A page of runs. */
export const runsAnswer = z.object({ now, runs: z.array(runSchema), nextCursor });

/** What a reporter is told after its events. */
export const reportAnswer = z.object({
  now,
  status: z.enum(RUN_STATUSES),
  directive: z
    .enum(['continue', 'stop'])
    .meta({ description: 'What the reporter should do: go on, or end the run.' }),
  reason: z.enum(['cancelled', 'finished']).nullable().meta({ description: 'Why it should stop.' }),
  accepted: z.int().meta({ description: 'Events that were committed.', example: 3 }),
  duplicates: z.int().meta({ description: 'Events that had come before.', example: 0 }),
});

/** What a sweep did; of a dry run `sweep` is null, and that says what it would do. */
export const sweepAnswer = z.object({
  now,
  sweep: z.union([sweepSchema, z.null()]).meta({ description: 'The recorded pass.' }),
  marked: z.array(sweepEntrySchema).meta({ description: 'The runs that were marked as stale.' }),
  spared: z.array(sweepEntrySchema).meta({ description: 'The runs that were not, and why.' }),
});

/** A page of recorded passes. */
export const sweepsAnswer = z.object({ now, sweeps: z.array(sweepSchema), nextCursor });

/** What became of a grant of time. */
export const extensionsAnswer = z.object({
  now,
  granted: z.array(runSchema).meta({ description: 'The runs that were given time.' }),
  refused: z.array(refusedGrantSchema).meta({ description: 'The runs that were not, and why.' }),
});

/** A page of times in which no run could be heard. */
export const gapsAnswer = z.object({ now, gaps: z.array(gapSchema), nextCursor });

/** The newest nodes. */
export const nodesAnswer = z.object({ now, nodes: z.array(nodeSchema) });

/** Every scraper, by name. */
export const scrapersAnswer = z.object({ now, scrapers: z.array(scraperSchema) });

/** One scraper, and what its good runs say. */
export const scraperPatienceAnswer = z.object({
  now,
  scraper: scraperSchema,
  patience: patienceSchema,
});

/** One scraper. */
export const scraperAnswer = z.object({ now, scraper: scraperSchema });

/** How the watchdog is. */
export const watchdogAnswer = z.object({ now, ...watchdogSchema.shape }).meta({ id: 'Watchdog' });

/** That the process answers. */
export const aliveAnswer = z.object({ status: z.literal('ok'), now });

/** A page for another program. */
export const textAnswer = z.string();

/** The OpenAPI document. */
export const documentAnswer = z.object({ openapi: z.string() }).loose();
