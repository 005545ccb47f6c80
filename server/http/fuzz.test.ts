import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HttpAnswer, openTestHttp, type TestHttp } from '../testing/http.ts';
import {
  type DocumentSchema,
  type DocumentSchemas,
  invalid,
  toJsonText,
  valid,
} from '../testing/schema-arbitraries.ts';

/** Bodies are made from the document, and the document from the zod schemas. */
const RUNS = { numRuns: 150 };

describe('what fits the schemas is taken', () => {
  test('a start', async () => {
    await using house = await setup();
    const body = house.valid('StartRun').map((run) => ({ ...(run as object), retryOf: null }));
    await fc.assert(
      fc.asyncProperty(body, async (run) => {
        const { status, json } = await house.call('POST', '/api/runs', { body: toJsonText(run) });
        expect([200, 201]).toContain(status);
        const found = await house.call('GET', `/api/runs/${json.run.id}`);
        const { phase = null, meta = null } = run as { phase?: unknown; meta?: unknown };
        if (status === 201) expect(found.json.run).toMatchObject({ phase, meta });
      }),
      RUNS,
    );
  });

  test('an event, and an array of them, whose texts come back as they were', async () => {
    await using house = await setup();
    const events = fc.array(house.valid('Event'), { minLength: 1, maxLength: 20 }).map(inOrder);
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async (sent, alone) => {
        const id = await house.start();
        const body = toJsonText(alone ? sent[0] : sent);
        const { status } = await house.call('POST', `/api/runs/${id}/events`, { body });
        expect(status).toBe(200);
        const { json } = await house.call('GET', `/api/runs/${id}`);
        const taken = alone ? sent.slice(0, 1) : sent;
        expect(json.run.errors.filter(isReported).map(textOfError)).toEqual(
          taken.filter(({ type }) => type === 'error').map(textOfError),
        );
        const lines = taken.filter(({ type }) => type === 'log').map(({ message }) => message);
        const said = json.run.logs.map((line: { message: string }) => line.message);
        expect(said.slice(0, lines.length)).toEqual(lines);
      }),
      RUNS,
    );
  });

  test('a sweep', async () => {
    await using house = await setup();
    await fc.assert(
      fc.asyncProperty(house.valid('StartSweep'), async (body) => {
        // Clicks that follow at once would wait for each other.
        house.clock.jump(house.clock.now() + 1000);
        const { status, json } = await house.call('POST', '/api/sweeps', { body });
        expect([200, 201]).toContain(status);
        const asked = (body as { runIds?: string[] }).runIds ?? [];
        expect(json.marked.length + json.spared.length).toBe(new Set(asked).size);
      }),
      { numRuns: 50 },
    );
  });

  test('a grant of time', async () => {
    await using house = await setup();
    const id = await house.start();
    await fc.assert(
      fc.asyncProperty(house.valid('GrantExtension'), async (body) => {
        const { runIds, ...grant } = body as { runIds: string[]; seconds?: number };
        const asked = { ...grant, runIds: [...runIds, id] };
        const { status, json } = await house.call('POST', '/api/extensions', { body: asked });
        expect([status, json.granted[0].id]).toEqual([201, id]);
        expect(json.refused.length).toBe(new Set(runIds).size);
        const { json: found } = await house.call('GET', `/api/runs/${id}`);
        const { seconds = null, actor = null, reason = null } = grant as Record<string, unknown>;
        expect(found.run.extensions.length).toBeGreaterThan(0);
        expect(found.run.extensions).toContainEqual(
          expect.objectContaining({
            seconds: seconds ?? 600,
            actor: actor || null,
            reason: reason || null,
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('a change of a scraper', async () => {
    await using house = await setup();
    await house.start('books');
    await fc.assert(
      fc.asyncProperty(house.valid('ChangeScraper'), async (body) => {
        const { status, json } = await house.call('PATCH', '/api/scrapers/books', { body });
        expect(status).toBe(200);
        expect(json.scraper).toMatchObject(body as object);
      }),
      RUNS,
    );
  });
});

describe('what does not fit is refused with a problem, and nothing is stored', () => {
  test('a start', async () => {
    await using house = await setup();
    await refusesAll(house, '/api/runs', house.invalid('StartRun'));
  });

  test('a sweep', async () => {
    await using house = await setup();
    await refusesAll(house, '/api/sweeps', house.invalid('StartSweep'));
  });

  test('a grant of time', async () => {
    await using house = await setup();
    await refusesAll(house, '/api/extensions', house.invalid('GrantExtension'));
  });

  test('a change of a scraper', async () => {
    await using house = await setup();
    await house.start('books');
    const before = await house.call('GET', '/api/scrapers');
    await refusesAll(house, '/api/scrapers/books', house.invalid('ChangeScraper'), {
      method: 'PATCH',
    });
    expect((await house.call('GET', '/api/scrapers')).json).toEqual(before.json);
  });

  test.each([
    'HeartbeatEvent',
    'PhaseEvent',
    'ProgressEvent',
    'ErrorEvent',
    'LogEvent',
    'FinishEvent',
  ])('a %s, alone and among others', async (name) => {
    await using house = await setup();
    const id = await house.start();
    const good = fc.constant({ type: 'heartbeat' });
    const body = house
      .invalid(name)
      .chain((wrong) => fc.oneof(fc.constant(wrong), fc.tuple(good, fc.constant(wrong), good)));
    await refusesAll(house, `/api/runs/${id}/events`, body);
    expect((await house.call('GET', `/api/runs/${id}`)).json.run).toMatchObject({
      status: 'RUNNING',
      rev: 0,
    });
  });

  test('any text at all as a body', async () => {
    await using house = await setup();
    const noObject = fc
      .oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 2 }))
      .filter((text) => text !== '' && !/^\s*\{\s*\}\s*$/.test(text));
    await refusesAll(house, '/api/runs', noObject, { write: (text) => text });
  });
});

async function refusesAll<T>(
  house: TestHttp,
  path: string,
  bodies: Arbitrary<T>,
  by: { method?: string; write?: (body: T) => string } = {},
): Promise<void> {
  const { method = 'POST', write = toJsonText } = by;
  const before = await house.rows();
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const answer = await house.call(method, path, { body: write(body) });
      expectProblem(answer);
      expect(await house.rows()).toBe(before);
    }),
    RUNS,
  );
}

function expectProblem({ status, headers, json }: HttpAnswer): void {
  expect(headers['content-type']).toBe('application/problem+json');
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(json).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
}

interface SentEvent {
  type: string;
  seq?: number | null;
  message?: string;
  errorType?: string;
}

/** Rises and ends as the rules of a batch want it, which no schema can say. */
function inOrder(events: unknown[]): SentEvent[] {
  const sent = events as SentEvent[];
  const finish = sent.find(({ type }) => type === 'finish');
  const others = sent.filter(({ type }) => type !== 'finish');
  return [...others, ...(finish === undefined ? [] : [finish])].map((event, index) =>
    typeof event.seq === 'number' ? { ...event, seq: index } : event,
  );
}

function textOfError({ errorType, message }: SentEvent) {
  return { errorType, message };
}

function isReported({ errorType }: SentEvent): boolean {
  return errorType !== 'failed';
}

async function setup() {
  const house = await openTestHttp();
  const { json } = await house.call('GET', '/api/openapi.json');
  const all: DocumentSchemas = json.components.schemas;
  const named = (name: string): DocumentSchema => all[name] ?? {};
  return {
    ...house,
    valid: (name: string) => valid(named(name), all),
    invalid: (name: string) => invalid(named(name), all),
  };
}
