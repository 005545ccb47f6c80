import { z } from 'zod';
import { orNull, time, timeOrNull } from './fields.schema.ts';
import { GAP_REASONS } from './hearing.ts';
import type { Storm } from './storm.ts';
import { sweepSchema } from './sweep.schema.ts';
import type { HearingGap, WatchdogState } from './watchdog.ts';

const stormSchema = z
  .object({
    id: z.string(),
    startedAt: time('When it began.'),
    until: time('When those that are still silent are marked.'),
    silent: z.int().meta({ description: 'How many were silent when it began.', example: 12 }),
    live: z.int().meta({ description: 'How many runs were RUNNING then.', example: 20 }),
    runIds: z.array(z.string()).meta({ description: 'The runs that are held.' }),
  })
  .meta({
    id: 'Storm',
    description: 'Many runs that fell silent together, held for one extra window.',
  }) satisfies z.ZodType<Storm>;

/** A time in which no run could be heard, as it is answered. */
export const gapSchema = z
  .object({
    id: z.string(),
    reason: z.enum(GAP_REASONS).meta({
      description:
        'restarted: the server was not running; database: it could not be written; blocked: the process stood still; jumped: the clock leapt, or the host slept.',
    }),
    startedAt: time('When it began.'),
    endedAt: time('When it ended.'),
    runs: z.int().meta({ description: 'How many RUNNING runs were given that time back.' }),
  })
  .meta({
    id: 'HearingGap',
    description: 'A time in which no run could be heard.',
  }) satisfies z.ZodType<HearingGap>;

/** How the watchdog is, as it is answered. */
export const watchdogSchema = z.object({
  healthy: z.boolean().meta({
    description:
      'False when a sweep is overdue by a minute, the last two passes failed, or no run can be heard.',
  }),
  reason: z.string().nullable().meta({ description: 'Why it is not healthy.' }),
  cron: z.string().meta({ description: 'The schedule.', example: '*/2 * * * *' }),
  staleAfterSeconds: z.int().meta({
    description: 'The stale-after of runs whose scraper and start name none.',
    example: 600,
  }),
  stuckAfterSeconds: z.int().meta({
    description: 'The stuck-after of runs whose scraper names none.',
    example: 1800,
  }),
  running: z.int().meta({ description: 'How many runs are RUNNING.' }),
  lastSweep: orNull(sweepSchema, 'The newest recorded pass.'),
  nextSweepAt: timeOrNull('When the next sweep is owed.'),
  nextDeadlineAt: timeOrNull('The earliest deadline of a RUNNING run.'),
  hearingSince: timeOrNull(
    'Since when runs can be heard without a gap; null before that was first proven, and while none can.',
  ),
  deafSince: timeOrNull(
    'Since when no run can be heard: the database cannot be written, or the server stands still. Silences do not count meanwhile.',
  ),
  storm: orNull(stormSchema, 'Many runs that fell silent together and are held.'),
}) satisfies z.ZodType<WatchdogState>;
