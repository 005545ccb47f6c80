import { OpenAPIHono } from '@hono/zod-openapi';
import { Problem } from '../domain/errors.ts';
import type { Log } from '../domain/ports.ts';
import { toIso } from '../domain/time.ts';
import { type Busy, createBusy } from './busy.ts';
import { describeApi } from './openapi.ts';
import { asProblem, problemReply } from './problems.ts';
import { reply } from './reply.ts';
import type { Bindings, Route } from './route.ts';
import { listRoutes, type RouteParts } from './routes.ts';

/** The parts that {@link createApi} stands on. */
export interface ApiParts extends Omit<RouteParts, 'document'> {
  log: Log;
}

/** The API: answers every request it is given, what goes wrong as a problem. */
export interface Api {
  fetch(request: Request, bindings: Bindings): Response | Promise<Response>;
  /** Answers as `fetch` would, sooner, or not at all: false when the request is for that one. */
  busy: Busy;
}

/** The routes on Hono, and the document that describes them, built here once. */
export function createApi(parts: ApiParts): Api {
  const { clock, log } = parts;
  const app = new OpenAPIHono<{ Bindings: Bindings }>();
  const routes = listRoutes({ ...parts, document: () => document });
  for (const route of routes) {
    app.openAPIRegistry.registerPath(route.config);
    app.on(route.method.toUpperCase(), pathOf(route), ({ req, env }) =>
      route.respond({ ...env, url: req.url, param: (name) => req.param(name) }),
    );
  }
  for (const [path, allow] of methodsByPath(routes)) {
    app.all(path, ({ req, env }) => {
      const detail = `${req.method} is not allowed here, only ${allow}.`;
      return send(env, new Problem('method_not_allowed', detail), { allow });
    });
  }
  app.notFound(({ req, env }) =>
    send(env, new Problem('not_found', `There is nothing at ${req.path}.`)),
  );
  app.onError((error, { req, env }) => fail(error, req, env));
  const document = JSON.stringify(describeApi(app));
  return { fetch: app.fetch, busy: createBusy({ routes, fail }) };

  function fail(error: unknown, asked: { method: string; path: string }, ends: Bindings): Response {
    const { method, path } = asked;
    const problem = asProblem(error);
    if (problem.code === 'internal') {
      log.error('a request failed', { method, path, error });
    } else if (problem.code === 'unavailable') {
      log.warn(problem.message, { method, path, error: problem.cause });
    }
    return send(ends, problem);
  }

  function send({ outgoing }: Bindings, problem: Problem, headers = {}): Response {
    const answer = problemReply(problem, toIso(clock.now()));
    return reply(outgoing, { ...answer, headers: { ...answer.headers, ...headers } });
  }
}

/** As Hono writes it: `/api/runs/:id`. */
function pathOf({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(routes: readonly Route[]): Map<string, string> {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const known = methods.get(pathOf(route)) ?? [];
    methods.set(pathOf(route), [
      ...known,
      ...(route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()]),
    ]);
  }
  return new Map([...methods].map(([path, known]) => [path, known.sort().join(', ')]));
}
