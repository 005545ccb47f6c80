import { z } from 'zod';
import { CAUSES } from './cause.ts';
import type { StaleEvidence } from './evidence.ts';
import { orNull, time, timeOrNull, uuid } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import { progressSchema } from './run.schema.ts';
import { STALE_AFTER_SOURCES } from './run.ts';
import { SWEEP_REASONS, SWEEP_TRIGGERS, type Sweep, type SweepEntry } from './sweep.ts';

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
    cause: z.enum(CAUSES).nullable().meta({
      description:
        'Why it died: went_silent, never_spoke, stuck, server_restarted, fell_silent_together (most of the live runs fell silent with it), undetermined (its silence could not be heard for long enough to tell); process_exited, out_of_memory and max_runtime are said of runs that this server executes. Null for a run that was spared.',
      example: 'went_silent',
    }),
    silentSince: time('The last sign of life.'),
    silentFrom: z.enum(['phase', 'heartbeat', 'start']).meta({ description: 'What it was.' }),
    silentForSeconds: z.int().meta({ description: 'Whole seconds, rounded down.' }),
    heardForSeconds: z.int().meta({
      description: 'How much of that silence could be heard: whole seconds, rounded down.',
    }),
    hearingSince: timeOrNull(
      'Since when there was no gap in the hearing; null when nothing is known of that.',
    ),
    staleAfterSeconds: z.int(),
    staleAfterFrom: z.enum(STALE_AFTER_SOURCES).meta({ description: 'Where the limit came from.' }),
    lastPhase: z.string().nullable(),
    lastProgress: orNull(progressSchema, 'The counts within that phase.'),
    decidedBy: z.enum(SWEEP_TRIGGERS),
    actor: z.string().nullable(),
    cancelRequestedAt: time('When it had been asked to stop, where it had.').optional(),
    heldSince: time(
      'When it was held for an extra window, where most of the live runs fell silent with it.',
    ).optional(),
    grantedUntil: time('How far an operator had given it time, where one had.').optional(),
    stuckSince: time('When it last moved, where it was marked for standing still.').optional(),
    stuckAfterSeconds: z
      .int()
      .meta({
        description: 'How long it was allowed to stand still, where it was marked for that.',
      })
      .optional(),
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
    reason: z.enum(SWEEP_REASONS).meta({
      description:
        'Marked: silent, stuck (it speaks but stands still, and its scraper says that this is fatal). Spared: spoke (a sign of life within stale-after), not_due (its deadline is ahead), held (it fell silent with most of the live runs), closed (no longer RUNNING), not_found.',
    }),
    evidence: orNull(evidenceSchema, 'Null when the run is not found.'),
  })
  .meta({
    id: 'SweepEntry',
    description: 'What a sweep says of one run.',
  }) satisfies z.ZodType<SweepEntry>;
