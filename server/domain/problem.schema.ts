import { z } from 'zod';
import type { ProblemBody, ProblemCode } from './errors.ts';
import { orNull, time, timeOrNull } from './fields.schema.ts';
import { runErrorSchema } from './run.schema.ts';
import { RUN_STATUSES } from './run.ts';

/** Every code of {@link ProblemCode}, for the document. */
export const PROBLEM_CODES = [
  'invalid',
  'host_refused',
  'origin_refused',
  'not_found',
  'method_not_allowed',
  'run_closed',
  'too_large',
  'unsupported_media_type',
  'internal',
  'unavailable',
  'starting',
] as const satisfies readonly ProblemCode[];

/** A problem after RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:flatline:problem:invalid' }),
    title: z.string().meta({ example: 'The request is not valid' }),
    status: z.int().meta({ example: 400 }),
    code: z.enum(PROBLEM_CODES),
    detail: z.string().meta({ description: 'One sentence for a person.' }),
    now: time("The server's clock, where the problem tells of times.").optional(),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ example: 'events[3].phase' }),
          message: z.string().meta({ example: 'must have 1 to 200 characters' }),
        }),
      )
      .meta({ description: 'What is wrong with which field.' })
      .optional(),
    run: z
      .object({
        id: z.string(),
        status: z.enum(RUN_STATUSES),
        finishedAt: timeOrNull('When it ended.'),
        error: orNull(runErrorSchema, 'What ended a FAILED run.'),
      })
      .meta({ description: 'How the run ended (run_closed).' })
      .optional(),
    directive: z.literal('stop').optional(),
  })
  .meta({
    id: 'Problem',
    description: 'A problem after RFC 9457.',
  }) satisfies z.ZodType<ProblemBody>;
