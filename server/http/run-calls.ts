import { z } from 'zod';
import { Problem } from '../domain/errors.ts';
import { runsQuerySchema } from '../domain/query.schema.ts';
import { eventSchema, eventsSchema, reportSchema } from '../domain/report.schema.ts';
import type { RunEvent } from '../domain/report.ts';
import { startRequestSchema } from '../domain/start.schema.ts';
import { toIso } from '../domain/time.ts';
import type { Runs } from '../services/runs.ts';
import type { Views } from '../services/views.ts';
import * as answers from './answers.ts';
import { call, json } from './route.ts';
import { validate } from './validation.ts';

/** What can be asked about runs. */
export function runCalls({ runs, views }: { runs: Runs; views: Views }) {
  return {
    startRun: call({
      name: 'startRun',
      tag: 'Runs',
      summary: 'Start a run',
      body: json(startRequestSchema),
      answers: {
        201: { description: 'The run that was started.', schema: answers.runAnswer },
        200: {
          description: 'The run that this idempotency key had started.',
          schema: answers.runAnswer,
        },
      },
      async handle({ body }) {
        const { now, run, created } = await runs.start(body);
        return { status: created ? 201 : 200, json: { now: toIso(now), run } };
      },
    }),
    reportEvents: call({
      name: 'reportEvents',
      busy: true,
      tag: 'Runs',
      summary: 'Report events of a run',
      description:
        'One event or an array of 1 to 1,000, all or nothing; an answer means that they are committed. Keep one request in flight a run. Within an array `seq` must rise, and nothing may follow `finish`.',
      body: { documented: reportSchema, read: readEvents },
      answers: {
        200: {
          description: 'They are committed; what to do next.',
          schema: answers.reportAnswer,
        },
      },
      problems: ['run_closed'],
      async handle({ id, body }) {
        const { now, ...answer } = await runs.report(id, body);
        return { status: 200, json: { now: toIso(now), ...answer } };
      },
    }),
    listRuns: call({
      name: 'listRuns',
      tag: 'Runs',
      summary: 'List runs, newest first',
      query: runsQuerySchema,
      answers: { 200: { description: 'A page of runs.', schema: answers.runsAnswer } },
      async handle({ query }) {
        const { now, ...page } = await views.runs(query);
        return { status: 200, json: { now: toIso(now), ...page } };
      },
    }),
    getRun: call({
      name: 'getRun',
      tag: 'Runs',
      summary: 'One run with its phases, errors and log lines',
      answers: { 200: { description: 'The run.', schema: answers.runDetailAnswer } },
      async handle({ id }) {
        const found = await views.detail(id);
        if (found === null) throw new Problem('not_found', `There is no run with the id ${id}.`);
        return { status: 200, json: { now: toIso(found.now), run: found.run } };
      },
    }),
    cancelRun: call({
      name: 'cancelRun',
      tag: 'Runs',
      summary: 'Ask a run to stop',
      description: 'Repeatable; the next answer to the reporter says `stop`. It takes no body.',
      body: json(z.strictObject({}), true),
      answers: { 202: { description: 'The run was asked.', schema: answers.runAnswer } },
      problems: ['run_closed'],
      async handle({ id }) {
        const { now, run } = await runs.cancel(id);
        return { status: 202, json: { now: toIso(now), run } };
      },
    }),
  };
}

function readEvents(body: unknown): RunEvent[] {
  return Array.isArray(body)
    ? validate(eventsSchema, body, 'events')
    : [validate(eventSchema, body)];
}
