import { z } from 'zod';
import { toIso } from '../domain/time.ts';
import type { Nodes } from '../services/nodes.ts';
import * as answers from './answers.ts';
import { call } from './route.ts';

/** The parts that {@link nodeCalls} stands on. */
export interface NodeCallsParts {
  nodes: Pick<Nodes, 'list'>;
}

/** What can be asked about the nodes. */
export function nodeCalls({ nodes }: NodeCallsParts) {
  return {
    listNodes: call({
      name: 'listNodes',
      tag: 'Watchdog',
      summary: 'List the server processes, the last heard first',
      description:
        'The newest 50. Those that ended are forgotten after a week, and on SQLite all but the one that answers have ended.',
      query: z.strictObject({}),
      answers: { 200: { description: 'The nodes.', schema: answers.nodesAnswer } },
      async handle() {
        const { now, nodes: listed } = await nodes.list();
        return { status: 200, json: { now: toIso(now), nodes: listed } };
      },
    }),
  };
}
