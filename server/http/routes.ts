import { z } from 'zod';
import { Problem } from '../domain/errors.ts';
import type { Clock, Sweeper } from '../domain/ports.ts';
import { runsQuerySchema, sweepsQuerySchema } from '../domain/query.schema.ts';
import { eventSchema, eventsSchema, reportSchema } from '../domain/report.schema.ts';
import type { RunEvent } from '../domain/report.ts';
import { startRequestSchema } from '../domain/start.schema.ts';
import { sweepRequestSchema } from '../domain/sweep.schema.ts';
import { toIso } from '../domain/time.ts';
import type { Runs } from '../services/runs.ts';
import type { Views } from '../services/views.ts';
import * as answers from './answers.ts';
import type { MetricsPage } from './metrics.ts';
import { json, type Route, route } from './route.ts';
import { validate } from './validation.ts';

/** The parts that the routes stand on. */
export interface RouteParts {
  runs: Runs;
  views: Views;
  sweeper: Sweeper;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  metrics: MetricsPage;
  clock: Clock;
  /** The OpenAPI document, as JSON. */
  document(): string;
}

/** Every route there is. */
export function listRoutes(parts: RouteParts): Route[] {
  const { runs, views, sweeper, clock } = parts;
  return [
    route({
      method: 'post',
      path: '/api/runs',
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
    route({
      method: 'post',
      path: '/api/runs/{id}/events',
      name: 'reportEvents',
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
    route({
      method: 'get',
      path: '/api/runs',
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
    route({
      method: 'get',
      path: '/api/runs/{id}',
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
    route({
      method: 'post',
      path: '/api/runs/{id}/cancel',
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
    route({
      method: 'post',
      path: '/api/sweeps',
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
    route({
      method: 'get',
      path: '/api/sweeps',
      name: 'listSweeps',
      tag: 'Watchdog',
      summary: 'List recorded passes, newest first',
      query: sweepsQuerySchema,
      answers: { 200: { description: 'A page of passes.', schema: answers.sweepsAnswer } },
      async handle({ query }) {
        const { now, ...page } = await views.sweeps(query);
        return { status: 200, json: { now: toIso(now), ...page } };
      },
    }),
    route({
      method: 'get',
      path: '/api/watchdog',
      name: 'getWatchdog',
      tag: 'Watchdog',
      summary: 'How the watchdog is',
      answers: { 200: { description: 'Its state.', schema: answers.watchdogAnswer } },
      async handle() {
        const { now, ...state } = await views.watchdog();
        return { status: 200, json: { now: toIso(now), ...state } };
      },
    }),
    route({
      method: 'get',
      path: '/api/openapi.json',
      name: 'getOpenApi',
      tag: 'Operation',
      summary: 'This document',
      answers: { 200: { description: 'OpenAPI 3.1.', schema: answers.documentAnswer } },
      async handle() {
        return { status: 200, text: parts.document(), type: 'application/json' };
      },
    }),
    route({
      method: 'get',
      path: '/healthz',
      name: 'getHealth',
      tag: 'Operation',
      summary: 'Whether the process is alive',
      answers: { 200: { description: 'It is.', schema: answers.aliveAnswer } },
      async handle() {
        return { status: 200, json: { status: 'ok', now: toIso(clock.now()) } };
      },
    }),
    route({
      method: 'get',
      path: '/readyz',
      name: 'getReadiness',
      tag: 'Operation',
      summary: 'Whether the database answers and the watchdog is healthy',
      answers: { 200: { description: 'Both.', schema: answers.aliveAnswer } },
      async handle() {
        await parts.ping();
        const { now, healthy, reason } = await views.watchdog();
        if (!healthy) throw new Problem('unavailable', reason ?? 'The watchdog is not healthy.');
        return { status: 200, json: { status: 'ok', now: toIso(now) } };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      name: 'getMetrics',
      tag: 'Operation',
      summary: 'What the server counted, for Prometheus',
      answers: {
        200: { description: 'Metrics.', schema: answers.textAnswer, type: 'text/plain' },
      },
      async handle() {
        const { contentType } = parts.metrics;
        return { status: 200, text: await parts.metrics.render(), type: contentType };
      },
    }),
  ];
}

function readEvents(body: unknown): RunEvent[] {
  return Array.isArray(body)
    ? validate(eventsSchema, body, 'events')
    : [validate(eventSchema, body)];
}
