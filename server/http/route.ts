import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import { Problem, type ProblemCode } from '../domain/errors.ts';
import { scraperName, uuid } from '../domain/fields.schema.ts';
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

/** A request as a route reads it. */
export interface Asked extends Bindings {
  /** The whole address. */
  url: string;
  /** What stands in the path's place of this name. */
  param(name: Param): string | undefined;
}

/** A route as the app mounts it. */
export interface Route {
  method: 'get' | 'post' | 'patch';
  /** As the OpenAPI document writes it: `/api/runs/{id}`. */
  path: string;
  config: RouteConfig;
  /** Whether so much is asked of it that it is answered without a `Request` of its own. */
  busy: boolean;
  /** Answers; throws `Problem` before it has. */
  respond(asked: Asked): Promise<Response>;
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

/** What can be asked at some route, as a page of calls writes it. */
export interface Call<Query, Body> {
  /** The operationId. */
  name: string;
  tag: 'Runs' | 'Watchdog' | 'Scrapers' | 'Operation';
  summary: string;
  description?: string;
  query?: z.ZodType<Query>;
  body?: BodySpec<Body>;
  answers: Record<number, { description: string; schema: z.ZodType; type?: string }>;
  /** Beside those that every route of its kind may answer with. */
  problems?: ProblemCode[];
  /** See {@link Route}; absent: it is not. It takes no query then. */
  busy?: boolean;
  /** `id` is that of a run, `name` that of a scraper; empty where the path does not hold it. */
  handle(call: { id: string; name: string; query: Query; body: Body }): Promise<Answer>;
}

/** A call whose handler knows the types of what its schemas read. */
export function call<Query, Body>(spec: Call<Query, Body>): Call<Query, Body> {
  return spec;
}

/** Reads what a call takes, hands it to its handler and sends what that answers. */
export function route<Query, Body>(
  method: Route['method'],
  path: string,
  asked: Call<Query, Body>,
): Route {
  const spec: RouteSpec<Query, Body> = { ...asked, method, path };
  const takes = { id: paramsOf(spec).includes('id'), name: paramsOf(spec).includes('name') };
  return {
    method,
    path,
    config: configOf(spec),
    busy: spec.busy ?? false,
    async respond(request) {
      const id = takes.id ? validate(PARAMS.id, request.param('id'), 'id') : '';
      const name = takes.name ? validate(PARAMS.name, request.param('name'), 'name') : '';
      const query = spec.query && validate(spec.query, queryOf(request.url));
      const body = spec.body && (await bodyOf(spec.body, request));
      // Both are read whenever the handler can name them: their types say so.
      const answer = await spec.handle({ id, name, query: query as Query, body: body as Body });
      const [text, type] =
        'json' in answer
          ? [JSON.stringify(answer.json), 'application/json']
          : [answer.text, answer.type];
      return reply(request.outgoing, {
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

type RouteSpec<Query, Body> = Call<Query, Body> & Pick<Route, 'method' | 'path'>;

/** What a path may hold. */
const PARAMS = {
  id: uuid().meta({ description: 'The id of the run.' }),
  name: scraperName(),
};

type Param = keyof typeof PARAMS;

function paramsOf({ path }: { path: string }): Param[] {
  return (Object.keys(PARAMS) as Param[]).filter((param) => path.includes(`{${param}}`));
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
  const params = paramsOf(spec);
  return {
    method: spec.method,
    path: spec.path,
    operationId: spec.name,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    request: {
      ...(params.length === 0
        ? {}
        : { params: z.object(Object.fromEntries(params.map((param) => [param, PARAMS[param]]))) }),
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
  const hasParams = paramsOf(spec).length > 0;
  const takesInput = hasParams || spec.query !== undefined || spec.body !== undefined;
  const codes: ProblemCode[] = [
    ...(takesInput ? (['invalid'] as const) : []),
    ...(hasParams ? (['not_found'] as const) : []),
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
