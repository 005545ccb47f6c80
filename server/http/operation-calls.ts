import { Problem } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { toIso } from '../domain/time.ts';
import type { Views } from '../services/views.ts';
import * as answers from './answers.ts';
import type { MetricsPage } from './metrics.ts';
import { call } from './route.ts';

/** The parts that {@link operationCalls} stands on. */
export interface OperationCallsParts {
  views: Views;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  metrics: MetricsPage;
  clock: Clock;
  /** The OpenAPI document, as JSON. */
  document(): string;
}

/** What those ask who keep the server running. */
export function operationCalls(parts: OperationCallsParts) {
  const { views, clock } = parts;
  return {
    getOpenApi: call({
      name: 'getOpenApi',
      tag: 'Operation',
      summary: 'This document',
      answers: { 200: { description: 'OpenAPI 3.1.', schema: answers.documentAnswer } },
      async handle() {
        return { status: 200, text: parts.document(), type: 'application/json' };
      },
    }),
    getHealth: call({
      name: 'getHealth',
      tag: 'Operation',
      summary: 'Whether the process is alive',
      answers: { 200: { description: 'It is.', schema: answers.aliveAnswer } },
      async handle() {
        return { status: 200, json: { status: 'ok', now: toIso(clock.now()) } };
      },
    }),
    getReadiness: call({
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
    getMetrics: call({
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
  };
}
