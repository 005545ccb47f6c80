import { z } from 'zod';
import { time, timeOrNull } from './fields.schema.ts';
import { NODE_STATES, type Node } from './node.ts';

/** A server process as it is answered. */
export const nodeSchema = z
  .object({
    id: z.string().meta({ description: 'One life of a node: a restart has another.' }),
    name: z.string().meta({
      description: 'NODE_NAME, else its host and port; the next life has the same.',
      example: 'scraper-1:3000',
    }),
    startedAt: time('When it started.'),
    lastSeenAt: time('When it last said that it is alive.'),
    stoppedAt: timeOrNull('When it said that it stops.'),
    goneAt: timeOrNull('When another node found it gone.'),
    skewMs: z.int().meta({
      description: "Its host's clock less the database's, in milliseconds; 0 on SQLite.",
    }),
    self: z.boolean().meta({ description: 'Whether it is the one that answers.' }),
    state: z.enum(NODE_STATES),
  })
  .meta({ id: 'Node', description: 'A server process.' }) satisfies z.ZodType<Node>;
