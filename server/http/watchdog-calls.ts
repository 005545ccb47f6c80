import { extensionRequestSchema } from '../domain/extension.schema.ts';
import type { Sweeper } from '../domain/ports.ts';
import { pageQuerySchema } from '../domain/query.schema.ts';
import { sweepRequestSchema } from '../domain/sweep.schema.ts';
import { toIso } from '../domain/time.ts';
import type { Grants } from '../services/grants.ts';
import type { Views } from '../services/views.ts';
import * as answers from './answers.ts';
import { call, json } from './route.ts';

/** The parts that {@link watchdogCalls} stands on. */
export interface WatchdogCallsParts {
  sweeper: Sweeper;
  grants: Grants;
  views: Views;
}

/** What can be asked of the watchdog, and of whoever gives runs more time. */
export function watchdogCalls({ sweeper, grants, views }: WatchdogCallsParts) {
  return {
    startSweep: call({
      name: 'startSweep',
      tag: 'Watchdog',
      summary: 'Look for dead runs now, and mark them',
      description: 'An empty body means `{}`: whatever is due.',
      body: json(sweepRequestSchema, true),
      answers: {
        201: { description: 'What the pass marked and spared.', schema: answers.sweepAnswer },
        200: {
          description: 'What it would do (dryRun): `sweep` is null, and nothing was changed.',
          schema: answers.sweepAnswer,
        },
      },
      async handle({ body }) {
        const dryRun = body.dryRun ?? false;
        const runIds = body.runIds ?? undefined;
        const { now, ...outcome } = await sweeper.sweep({ trigger: 'manual', dryRun, runIds });
        return { status: dryRun ? 200 : 201, json: { now: toIso(now), ...outcome } };
      },
    }),
    listSweeps: call({
      name: 'listSweeps',
      tag: 'Watchdog',
      summary: 'List recorded passes, newest first',
      query: pageQuerySchema,
      answers: { 200: { description: 'A page of passes.', schema: answers.sweepsAnswer } },
      async handle({ query }) {
        const { now, ...page } = await views.sweeps(query);
        return { status: 200, json: { now: toIso(now), ...page } };
      },
    }),
    getWatchdog: call({
      name: 'getWatchdog',
      tag: 'Watchdog',
      summary: 'How the watchdog is',
      answers: { 200: { description: 'Its state.', schema: answers.watchdogAnswer } },
      async handle() {
        const { now, ...state } = await views.watchdog();
        return { status: 200, json: { now: toIso(now), ...state } };
      },
    }),
    grantExtension: call({
      name: 'grantExtension',
      tag: 'Watchdog',
      summary: 'Give runs more time',
      description:
        'Moves the deadline of each to that far from now, never nearer than it is, and ends its being suspected or stuck. It is no sign of life: the next one gives back the ordinary deadline.',
      body: json(extensionRequestSchema),
      answers: {
        201: {
          description: 'The runs that were given time, and those that were not.',
          schema: answers.extensionsAnswer,
        },
      },
      async handle({ body }) {
        const { now, ...outcome } = await grants.grant(body);
        return { status: 201, json: { now: toIso(now), ...outcome } };
      },
    }),
    listGaps: call({
      name: 'listGaps',
      tag: 'Watchdog',
      summary: 'List the times in which no run could be heard, newest first',
      query: pageQuerySchema,
      answers: { 200: { description: 'A page of them.', schema: answers.gapsAnswer } },
      async handle({ query }) {
        const { now, ...page } = await views.gaps(query);
        return { status: 200, json: { now: toIso(now), ...page } };
      },
    }),
  };
}
