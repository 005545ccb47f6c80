import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';

/** The OpenAPI 3.1 document of all routes on `app`. */
export function describeApi<E extends Env>(app: OpenAPIHono<E>): object {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Flatline',
      version: '1',
      description:
        'Scrapers report their runs here; operators watch them, and a watchdog marks the silent ones FAILED. Times are ISO 8601 in UTC with milliseconds; an absent value is null; every answer with times carries `now`, the clock of the server. What goes wrong is answered with a problem after RFC 9457.',
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Runs', description: 'Start, report, read and cancel runs.' },
      {
        name: 'Watchdog',
        description: 'Find the runs that have gone silent, and give runs more time.',
      },
      { name: 'Scrapers', description: 'Their limits, and what their good runs say of these.' },
      { name: 'Operation', description: 'For those who keep the server running.' },
    ],
  });
}
