import { z } from 'zod';
import { anyJson, orNull, time, timeOrNull, uuid } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import {
  type Extension,
  type Progress,
  RUN_ORIGINS,
  RUN_STATUSES,
  type Run,
  type RunDetail,
  type RunError,
} from './run.ts';

/** Counts within a phase as they are answered. */
export const progressSchema = z
  .object({
    done: z.number().meta({ description: 'How much is done.', example: 120 }),
    total: z.number().nullable().meta({ description: 'Of how much, where that is known.' }),
    unit: z.string().nullable().meta({ description: 'Of what.', example: 'pages' }),
    message: z.string().nullable(),
  })
  .meta({ id: 'Progress', description: 'Counts within a phase.' }) satisfies z.ZodType<Progress>;

/** An error as it is answered. */
export const runErrorSchema = z
  .object({
    errorType: z.string().meta({
      description:
        '"stale" where the watchdog marked the run, "failed" where the reporter finished it as failed.',
      example: 'stale',
    }),
    message: z.string(),
    phase: z.string().nullable().meta({ description: 'The phase it happened in.' }),
    url: z.string().nullable(),
    detail: anyJson('What the reporter sent; of a stale error the evidence (see Evidence).'),
    occurredAt: time('When it happened.'),
  })
  .meta({ id: 'RunError', description: 'An error of a run.' }) satisfies z.ZodType<RunError>;

/** A run as it is answered. */
export const runSchema = z
  .object({
    id: uuid(),
    scraper: z.string().meta({ description: 'Who scrapes.', example: 'shop-prices' }),
    status: z.enum(RUN_STATUSES).meta({ description: 'All but RUNNING are final.' }),
    origin: z.enum(RUN_ORIGINS).meta({
      description: 'LOCAL: the run dies with this server. REMOTE: a reporter outside executes it.',
    }),
    trigger: z.string().meta({ description: 'What started it.', example: 'api' }),
    retryOf: uuid().nullable().meta({ description: 'The run that this one tries again.' }),
    startedAt: time('When it started.'),
    finishedAt: timeOrNull('When it ended; null while it is RUNNING.'),
    phase: z.string().nullable().meta({ description: 'The phase it is in.', example: 'crawl' }),
    progress: orNull(progressSchema, 'Counts within the phase.'),
    lastSignAt: time('The last sign of life: silent for = now minus this.'),
    staleAfterSeconds: z.int().meta({
      description: 'The silence in seconds beyond which the run counts as dead.',
      example: 600,
    }),
    deadlineAt: time('When the watchdog looks at it next.'),
    suspectedAt: timeOrNull(
      'Since when it is suspected of being dead: it is in the last quarter of the silence it is allowed. Null after a sign of life.',
    ),
    grantedUntil: timeOrNull('How far an operator gave it time.'),
    stuckAfterSeconds: z.int().meta({
      description: 'How long in seconds its phase and progress may stand still while it speaks.',
      example: 1800,
    }),
    lastProgressAt: timeOrNull('When phase or progress last changed; null: not since the start.'),
    stuckAt: timeOrNull('Since when it is stuck: it speaks but stands still. Null once it moves.'),
    cancelRequestedAt: timeOrNull('When it was asked to stop.'),
    spokeAgainAt: timeOrNull(
      'The first sign of life after it had been marked as stale: a possible false kill.',
    ),
    rev: z.int().meta({ description: 'Rises with every change; drop what has a lower one.' }),
    error: orNull(runErrorSchema, 'What ended a FAILED run.'),
  })
  .meta({ id: 'Run', description: 'One execution of a scrape.' }) satisfies z.ZodType<Run>;

const newest = `Oldest first, at most the newest ${LIMITS.detailRows.toLocaleString('en')}.`;

const extensionSchema = z
  .object({
    grantedAt: time('When it was given.'),
    seconds: z.int().meta({ description: 'How much, from then on.', example: 600 }),
    deadlineAt: time('The deadline that it led to.'),
    actor: z.string().nullable().meta({ description: 'Who gave it, where that is known.' }),
    reason: z.string().nullable().meta({ description: 'Why, where that was said.' }),
  })
  .meta({
    id: 'Extension',
    description: 'Time that an operator gave a run.',
  }) satisfies z.ZodType<Extension>;

/** A run with everything its page shows, as it is answered. */
export const runDetailSchema = runSchema
  .extend({
    phases: z
      .array(
        z
          .object({
            phase: z.string(),
            startedAt: time('When it began.'),
            finishedAt: timeOrNull('When it ended; null while it is open.'),
          })
          .meta({ id: 'RunPhase', description: 'One phase of a run.' }),
      )
      .meta({ description: newest }),
    errors: z.array(runErrorSchema).meta({ description: newest }),
    logs: z
      .array(
        z
          .object({
            n: z.int().meta({ description: 'Counts up from 1 and never repeats within a run.' }),
            at: time('When it was said.'),
            level: z.string().meta({ example: 'warn' }),
            message: z.string(),
          })
          .meta({ id: 'RunLogLine', description: 'One log line of a run.' }),
      )
      .meta({ description: newest }),
    extensions: z.array(extensionSchema).meta({
      description: `Oldest first, at most the newest ${LIMITS.extensionRows}.`,
    }),
    meta: anyJson('What the run was started with.'),
  })
  .meta({
    id: 'RunDetail',
    description: 'A run with its phases, errors, log lines and extensions.',
  }) satisfies z.ZodType<RunDetail>;
