import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bindings, Route } from './route.ts';

/** Answers a request for a busy route at this path; false: it is not for one, and is not answered. */
export type Busy = (incoming: IncomingMessage, outgoing: ServerResponse, path: string) => boolean;

/** The parts that {@link createBusy} stands on. */
export interface BusyParts {
  routes: readonly Route[];
  /** Answers what went wrong. */
  fail(error: unknown, asked: { method: string; path: string }, ends: Bindings): unknown;
}

/**
 * The way past Hono for the routes that are asked most. They are the same routes, and what is not
 * asked for in the plainest spelling goes the long way: the `Request` that this saves costs an
 * event as much as reading and writing it over HTTP.
 */
export function createBusy({ routes, fail }: BusyParts): Busy {
  const ways = routes.filter(({ busy }) => busy).map(wayOf);
  return (incoming, outgoing, path) => {
    for (const { method, before, after, respond } of ways) {
      if (incoming.method !== method || !path.startsWith(before) || !path.endsWith(after)) continue;
      const id = path.slice(before.length, path.length - after.length);
      if (!PLAIN.test(id)) continue;
      respond({ incoming, outgoing, url: path, param: () => id }).catch((error: unknown) => {
        fail(error, { method, path }, { incoming, outgoing });
      });
      return true;
    }
    return false;
  };
}

/** What stands for itself in an address, and needs no decoding. */
const PLAIN = /^[\w-]+$/;

interface Way {
  method: string;
  before: string;
  after: string;
  respond: Route['respond'];
}

/** Throws for a path that has not exactly one place in it. */
function wayOf({ method, path, respond }: Route): Way {
  const [before, after, ...more] = path.split(/\{\w+\}/);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`A busy route has one place in its path: ${path}`);
  }
  return { method: method.toUpperCase(), before, after, respond };
}
