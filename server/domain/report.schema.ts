import { z } from 'zod';
import { instant, jsonValue, text, wholeNumber } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import type { RunEvent } from './report.ts';

const counter = () => wholeNumber(0, LIMITS.counterMax);
const name = () => text(1, LIMITS.nameLength);
const message = () => text(0, LIMITS.messageLength);

const carried = {
  seq: counter()
    .meta({
      description:
        'Rises with every event of a run; at or below the highest that came before it is a duplicate.',
      example: 7,
    })
    .nullish(),
  at: instant()
    .meta({
      description: "The reporter's own clock; stored and shown, never judged by.",
      example: '2026-01-01T12:00:00.000Z',
    })
    .nullish(),
};

const heartbeat = z
  .strictObject({ type: z.literal('heartbeat'), ...carried })
  .meta({ id: 'HeartbeatEvent', description: 'Still alive.' });

const phase = z
  .strictObject({
    type: z.literal('phase'),
    phase: name().meta({ description: 'The phase that begins.', example: 'crawl' }),
    ...carried,
  })
  .meta({
    id: 'PhaseEvent',
    description: 'A phase begins and closes the one before it; the open one again is a heartbeat.',
  });

const progress = z
  .strictObject({
    type: z.literal('progress'),
    done: counter().meta({ description: 'How much is done.', example: 120 }),
    total: counter().meta({ description: 'Of how much.', example: 400 }).nullish(),
    unit: name().meta({ description: 'Of what.', example: 'pages' }).nullish(),
    message: message().nullish(),
    ...carried,
  })
  .meta({ id: 'ProgressEvent', description: 'Counts within the phase.' });

const error = z
  .strictObject({
    type: z.literal('error'),
    errorType: name().meta({ example: 'http' }),
    message: message().meta({ example: 'GET /page/7 answered 500' }),
    url: text(0, LIMITS.messageLength).meta({ example: 'https://shop.example/page/7' }).nullish(),
    detail: jsonValue('Anything about the error: at most 16 KiB of JSON.').nullish(),
    ...carried,
  })
  .meta({ id: 'ErrorEvent', description: 'Something went wrong; the run goes on.' });

const log = z
  .strictObject({
    type: z.literal('log'),
    level: name().meta({ example: 'info' }),
    message: message(),
    ...carried,
  })
  .meta({ id: 'LogEvent', description: 'A line for the log of the run.' });

const finish = z
  .strictObject({
    type: z.literal('finish'),
    outcome: z.enum(['completed', 'failed', 'cancelled']),
    message: message().nullish(),
    ...carried,
  })
  .meta({ id: 'FinishEvent', description: 'The run is over; nothing may follow.' });

/** One event, by its `type`. */
export const eventSchema = z
  .discriminatedUnion('type', [heartbeat, phase, progress, error, log, finish])
  .meta({ id: 'Event', description: 'What a reporter can say.' }) satisfies z.ZodType<RunEvent>;

/** The events of one call: how many there are is judged before they are read. */
export const eventsSchema = z
  .array(z.unknown())
  .min(1)
  .max(LIMITS.eventsPerCall)
  .pipe(z.array(eventSchema).superRefine(inOrder));

/** What the body of a report looks like; it is read with one of the two above. */
export const reportSchema = z.union([
  eventSchema,
  z.array(eventSchema).min(1).max(LIMITS.eventsPerCall),
]);

function inOrder(events: readonly RunEvent[], context: z.RefinementCtx): void {
  let highest = -1;
  let finished = false;
  for (const [index, { type, seq }] of events.entries()) {
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (finished) issue([index], 'must not follow the finish of the run');
    if (seq !== undefined && seq !== null) {
      if (seq <= highest)
        issue([index, 'seq'], `must be higher than ${highest}, which came before`);
      highest = Math.max(highest, seq);
    }
    finished ||= type === 'finish';
  }
}
