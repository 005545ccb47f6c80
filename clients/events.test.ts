import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventSchema } from '../server/domain/report.schema.ts';
import { cutToLimits, type Json, type ReporterEvent } from './events.ts';

const at = '2026-01-01T00:00:00.000Z';

/** Any text, with halves of surrogate pairs and NUL, sometimes far too long. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.nat({ max: 20_000 }).map((length) => '😀'.repeat(length)),
);
const number = fc.oneof(fc.double(), fc.integer());
const json = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc
    .nat({ max: 200 })
    .map((depth) => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as Json),
);
const detail = fc.oneof(json, fc.dictionary(text, json), text);

const event: fc.Arbitrary<ReporterEvent> = fc.oneof(
  fc.record({ type: fc.constant('phase' as const), at: fc.constant(at), phase: text }),
  fc.record(
    {
      type: fc.constant('progress' as const),
      at: fc.constant(at),
      done: number,
      total: number,
      unit: text,
      message: text,
    },
    { requiredKeys: ['type', 'at', 'done'] },
  ),
  fc.record(
    {
      type: fc.constant('error' as const),
      at: fc.constant(at),
      errorType: text,
      message: text,
      url: text,
      detail,
    },
    { requiredKeys: ['type', 'at', 'errorType', 'message'] },
  ),
  fc.record({ type: fc.constant('log' as const), at: fc.constant(at), level: text, message: text }),
  fc.record(
    {
      type: fc.constant('finish' as const),
      at: fc.constant(at),
      outcome: fc.constantFrom('completed' as const, 'failed' as const),
      message: text,
    },
    { requiredKeys: ['type', 'at', 'outcome'] },
  ),
);

test('whatever a crawler says, what is sent is within the limits of the API', () => {
  fc.assert(
    fc.property(event, (said) => {
      const sent = JSON.parse(JSON.stringify({ ...cutToLimits(said), seq: 1 }));
      const judged = eventSchema.safeParse(sent);
      expect(judged.error?.issues ?? []).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('what is within the limits goes as it is', () => {
  const said: ReporterEvent[] = [
    { type: 'heartbeat', at },
    { type: 'progress', at, done: 3, total: 7, unit: 'pages', message: '<b>ü</b>' },
    { type: 'error', at, errorType: 'http_500', message: 'no', detail: { tries: [1, null] } },
    { type: 'log', at, level: 'info', message: 'x'.repeat(8192) },
  ];
  expect(said.map(cutToLimits)).toEqual(said);
});
