import { z } from 'zod';
import { orNull, timeOrNull } from './fields.schema.ts';
import { sweepSchema } from './sweep.schema.ts';
import type { WatchdogState } from './watchdog.ts';

/** How the watchdog is, as it is answered. */
export const watchdogSchema = z.object({
  healthy: z.boolean().meta({
    description: 'False when a sweep is overdue by a minute, or the last two passes failed.',
  }),
  reason: z.string().nullable().meta({ description: 'Why it is not healthy.' }),
  cron: z.string().meta({ description: 'The schedule.', example: '*/2 * * * *' }),
  staleAfterSeconds: z.int().meta({
    description: 'The stale-after of runs whose scraper and start name none.',
    example: 600,
  }),
  running: z.int().meta({ description: 'How many runs are RUNNING.' }),
  lastSweep: orNull(sweepSchema, 'The newest recorded pass.'),
  nextSweepAt: timeOrNull('When the next sweep is owed.'),
  nextDeadlineAt: timeOrNull('The earliest deadline of a RUNNING run.'),
}) satisfies z.ZodType<WatchdogState>;
