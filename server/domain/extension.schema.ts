import { z } from 'zod';
import { text, uuid, wholeNumber } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import type { Grant } from './ports.ts';

/** Time that an operator gives runs. Repeated ids count once. */
export const extensionRequestSchema = z
  .strictObject({
    runIds: z
      .array(uuid())
      .min(1)
      .transform((ids) => [...new Set(ids)])
      .refine((ids) => ids.length <= LIMITS.runIdsPerSweep, {
        error: `must name at most ${LIMITS.runIdsPerSweep} runs`,
      })
      .meta({ description: 'The runs that are given time.', maxItems: LIMITS.runIdsPerSweep }),
    seconds: wholeNumber(1, LIMITS.grantSecondsMax)
      .meta({
        description: `How much, from now on, in seconds; absent: ${LIMITS.grantSecondsDefault}.`,
        example: LIMITS.grantSecondsDefault,
      })
      .nullish(),
    actor: text(0, LIMITS.nameLength)
      .meta({ description: 'Who gives it; recorded with it.', example: 'Ada' })
      .nullish(),
    reason: text(0, LIMITS.reasonLength)
      .meta({ description: 'Why; recorded with it.', example: 'a slow page of the shop' })
      .nullish(),
  })
  .meta({ id: 'GrantExtension', description: 'Time to give to runs.' })
  .transform(
    ({ runIds, seconds, actor, reason }): Grant => ({
      runIds,
      seconds: seconds ?? LIMITS.grantSecondsDefault,
      actor: actor || null,
      reason: reason || null,
    }),
  );

/** A run that was given no time, as it is answered. */
export const refusedGrantSchema = z
  .object({
    runId: z.string(),
    reason: z.enum(['closed', 'not_found']).meta({
      description: 'closed: the run is no longer RUNNING; not_found: there is none.',
    }),
  })
  .meta({ id: 'RefusedExtension', description: 'A run that was given no time, and why.' });
