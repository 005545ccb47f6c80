import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../domain/errors.ts';
import { API_HEADERS, PROBLEM_KINDS, problemReply } from './problems.ts';
import { reply } from './reply.ts';

/** What is answered until the server is ready: alive, but 503 for everything else. `now` is ISO. */
export function answerStarting(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  now: string,
): void {
  if (path === '/healthz') {
    const headers = { ...API_HEADERS, 'content-type': 'application/json' };
    reply(res, { status: 200, headers, body: JSON.stringify({ status: 'ok', now }) });
    return;
  }
  const problem = problemReply(new Problem('starting', SENTENCE), now);
  if (path.startsWith('/api') || !(req.headers.accept ?? '').includes('text/html')) {
    reply(res, problem);
    return;
  }
  const headers = { ...problem.headers, 'content-type': 'text/html; charset=utf-8' };
  reply(res, { ...problem, headers, body: PAGE });
}

const SENTENCE = 'Flatline is starting; try again in a moment.';

/** Asks again by itself; stands on nothing that has to be ready. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${PROBLEM_KINDS.starting.retryAfterSeconds}">
<title>Flatline is starting</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 30rem; padding: 0 1rem }</style>
<main>
<h1>Flatline is starting</h1>
<p>This page looks again by itself. Runs go on; their reporters try again.</p>
</main>
</html>
`;
