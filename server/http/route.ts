import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { Problem, type ProblemCode } from '../domain/errors.ts';
import { uuid } from '../domain/fields.schema.ts';
import { problemSchema } from '../domain/problem.schema.ts';
import { readJson } from './body.ts';
import { API_HEADERS, PROBLEM_KINDS, PROBLEM_TYPE } from './problems.ts';
import { reply } from './reply.ts';
import { validate } from './validation.ts';

/** What Hono is given of a request: the two ends of the socket. */
export interface Bindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** A route as the app mounts it. */
export interface Route {
  method: 'get' | 'post';
  /** As the OpenAPI document writes it: `/api/runs/{id}`. */
  path: string;
  config: RouteConfig;
  respond(context: Context<{ Bindings: Bindings }>): Promise<Response>;
}

/** What a handler answers: JSON, or text of another type. */
export type Answer = { status: number } & ({ json: object } | { text: string; type: string });

/** How a body is written down and read. */
export interface BodySpec<Body> {
  documented: z.ZodType;
  /** An absent body is read as `{}`. */
  optional?: boolean;
  /** Throws `Problem('invalid')`. */
  read(value: unknown): Body;
}

/** A route as the page of routes writes it. */
export interface RouteSpec<Query, Body> {
  method: Route['method'];
  path: string;
  /** The operationId. */
  name: string;
  tag: 'Runs' | 'Watchdog' | 'Operation';
  summary: string;
  description?: string;
  query?: z.ZodType<Query>;
  body?: BodySpec<Body>;
  answers: Record<number, { description: string; schema: z.ZodType; type?: string }>;
  /** Beside those that every route of its kind may answer with. */
  problems?: ProblemCode[];
  handle(call: { id: string; query: Query; body: Body }): Promise<Answer>;
}

/** Reads what a route takes, hands it to its handler and sends what that answers. */
export function route<Query, Body>(spec: RouteSpec<Query, Body>): Route {
  return {
    method: spec.method,
    path: spec.path,
    config: configOf(spec),
    async respond(context) {
      const id = hasId(spec) ? validate(uuid(), context.req.param('id'), 'id') : '';
      const query = spec.query && validate(spec.query, queryOf(context.req.url));
      const body = spec.body && (await bodyOf(spec.body, context.env));
      // Both are read whenever the handler can name them: their types say so.
      const answer = await spec.handle({ id, query: query as Query, body: body as Body });
      const [text, type] =
        'json' in answer
          ? [JSON.stringify(answer.json), 'application/json']
          : [answer.text, answer.type];
      return reply(context.env.outgoing, {
        status: answer.status,
        headers: { ...API_HEADERS, 'content-type': type },
        body: text,
      });
    },
  };
}

/** A body that one schema describes and reads. */
export function json<Body>(schema: z.ZodType<Body>, optional = false): BodySpec<Body> {
  return { documented: schema, optional, read: (value) => validate(schema, value) };
}

function hasId({ path }: { path: string }): boolean {
  return path.includes('{id}');
}

async function bodyOf<Body>(spec: BodySpec<Body>, { incoming, outgoing }: Bindings): Promise<Body> {
  const value = await readJson(incoming, outgoing);
  if (value !== undefined) return spec.read(value);
  if (spec.optional === true) return spec.read({});
  throw new Problem('invalid', 'A body of JSON is needed.');
}

/** Once: a string; repeated: all of them. A schema for strings alone refuses the repeated. */
function queryOf(url: string): Record<string, string | string[]> {
  const { searchParams } = new URL(url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function configOf<Query, Body>(spec: RouteSpec<Query, Body>): RouteConfig {
  return {
    method: spec.method,
    path: spec.path,
    operationId: spec.name,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    request: {
      ...(hasId(spec)
        ? { params: z.object({ id: uuid().meta({ description: 'The id of the run.' }) }) }
        : {}),
      ...(spec.query === undefined ? {} : { query: spec.query as unknown as z.ZodObject }),
      ...(spec.body === undefined
        ? {}
        : {
            body: {
              required: spec.body.optional !== true,
              content: { 'application/json': { schema: spec.body.documented } },
            },
          }),
    },
    responses: { ...answersOf(spec), ...problemsOf(spec) },
  };
}

function answersOf<Query, Body>({ answers }: RouteSpec<Query, Body>): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type = 'application/json' }]) => [
      status,
      { description, content: { [type]: { schema } } },
    ]),
  );
}

function problemsOf<Query, Body>(spec: RouteSpec<Query, Body>): RouteConfig['responses'] {
  const takesInput = hasId(spec) || spec.query !== undefined || spec.body !== undefined;
  const codes: ProblemCode[] = [
    ...(takesInput ? (['invalid'] as const) : []),
    ...(hasId(spec) ? (['not_found'] as const) : []),
    ...(spec.body === undefined ? [] : (['too_large', 'unsupported_media_type'] as const)),
    ...(spec.problems ?? []),
    'host_refused',
    'origin_refused',
    'internal',
    'unavailable',
    'starting',
  ];
  const statuses = [...new Set(codes.map((code) => PROBLEM_KINDS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes.filter((code) => PROBLEM_KINDS[code].status === status).join(' · '),
        content: { [PROBLEM_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}
