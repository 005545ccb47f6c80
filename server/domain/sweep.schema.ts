import { z } from 'zod';
import type { StaleEvidence } from './evidence.ts';
import { orNull, time, uuid } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import { STALE_AFTER_SOURCES } from './run.ts';
import { SWEEP_TRIGGERS, type Sweep, type SweepEntry } from './sweep.ts';

/** What an operator may ask of a sweep. Repeated ids count once. */
export const sweepRequestSchema = z
  .strictObject({
    dryRun: z
      .boolean()
      .meta({ description: 'Look and tell, change nothing.', example: true })
      .nullish(),
    runIds: z
      .array(uuid())
      .min(1)
      .transform((ids) => [...new Set(ids)])
      .refine((ids) => ids.length <= LIMITS.runIdsPerSweep, {
        error: `must name at most ${LIMITS.runIdsPerSweep} runs`,
      })
      .meta({
        description: 'Judge exactly these runs; absent: whatever is due.',
        maxItems: LIMITS.runIdsPerSweep,
      })
      .nullish(),
  })
  .meta({ id: 'StartSweep', description: 'A sweep to make.' });

/** A recorded pass as it is answered. */
export const sweepSchema = z
  .object({
    id: z.string(),
    trigger: z.enum(SWEEP_TRIGGERS).meta({
      description: 'What started it: the schedule, a deadline, an operator, or the server.',
    }),
    actor: z.string().nullable().meta({ description: 'Who asked, where that is known.' }),
    startedAt: time('When it began.'),
    durationMs: z.number().meta({ description: 'How long it took, in milliseconds.' }),
    examined: z.int().meta({ description: 'How many runs it looked at.' }),
    marked: z.int().meta({ description: 'How many it marked as stale.' }),
    spared: z.int().meta({ description: 'How many it spared.' }),
    error: z.string().nullable().meta({ description: 'Why it failed; null when it did not.' }),
  })
  .meta({
    id: 'Sweep',
    description: 'One pass that looked for the dead.',
  }) satisfies z.ZodType<Sweep>;

const evidenceSchema = z
  .object({
    silentSince: time('The last sign of life.'),
    silentFrom: z.enum(['phase', 'heartbeat', 'start']).meta({ description: 'What it was.' }),
    silentForSeconds: z.int().meta({ description: 'Whole seconds, rounded down.' }),
    staleAfterSeconds: z.int(),
    staleAfterFrom: z.enum(STALE_AFTER_SOURCES).meta({ description: 'Where the limit came from.' }),
    lastPhase: z.string().nullable(),
    decidedBy: z.enum(SWEEP_TRIGGERS),
    actor: z.string().nullable(),
    cancelRequestedAt: time('When it had been asked to stop, where it had.').optional(),
  })
  .meta({
    id: 'Evidence',
    description: 'Why a run was judged dead; also the detail of a stale error.',
  }) satisfies z.ZodType<StaleEvidence>;

/** What a sweep says of one run, as it is answered. */
export const sweepEntrySchema = z
  .object({
    runId: z.string(),
    scraper: z.string().nullable(),
    phase: z.string().nullable(),
    reason: z.enum(['silent', 'spoke', 'not_due', 'closed', 'not_found']).meta({
      description:
        'silent: marked. Spared: spoke (a sign of life within stale-after), not_due (its deadline is ahead), closed (no longer RUNNING), not_found.',
    }),
    evidence: orNull(evidenceSchema, 'Null when the run is not found.'),
  })
  .meta({
    id: 'SweepEntry',
    description: 'What a sweep says of one run.',
  }) satisfies z.ZodType<SweepEntry>;
