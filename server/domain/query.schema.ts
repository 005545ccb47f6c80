import { z } from 'zod';
import { instant, scraperName, text, wholeNumber } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import type { RunFilter } from './ports.ts';
import { RUN_STATUSES } from './run.ts';

const CURSOR_LENGTH = 500;

const pageQuery = {
  cursor: text(1, CURSOR_LENGTH)
    .meta({ description: "The nextCursor of the page before; it belongs to that page's filter." })
    .optional(),
  limit: z
    .string()
    .transform((value, context) => {
      if (/^[1-9][0-9]{0,2}$/.test(value)) return Number(value);
      context.addIssue({ code: 'custom', message: `must be a number from 1 to ${LIMITS.pageMax}` });
      return z.NEVER;
    })
    .pipe(wholeNumber(1, LIMITS.pageMax))
    .meta({
      description: 'How many rows, at the most.',
      type: 'integer',
      minimum: 1,
      maximum: LIMITS.pageMax,
      default: LIMITS.pageDefault,
    })
    .optional(),
};

/** The query of a page of runs, its values still strings. */
export const runsQuerySchema = z
  .strictObject({
    status: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(z.enum(RUN_STATUSES)),
      )
      .meta({ description: 'May repeat: any of these.' })
      .optional(),
    scraper: scraperName().optional(),
    q: text(0, LIMITS.nameLength)
      .meta({ description: "A prefix of the scraper's name or of the run's id.", example: 'shop' })
      .optional(),
    from: queryInstant('Started at this time or later.').optional(),
    to: queryInstant('Started at this time or before.').optional(),
    ...pageQuery,
  })
  .transform(
    (query): RunFilter => ({
      statuses: [...new Set(query.status)],
      scraper: query.scraper ?? null,
      q: query.q || null,
      from: query.from ?? null,
      to: query.to ?? null,
      cursor: query.cursor ?? null,
      limit: query.limit ?? LIMITS.pageDefault,
    }),
  );

/** The query of a page of a list without a filter, its values still strings. */
export const pageQuerySchema = z.strictObject(pageQuery).transform(({ cursor, limit }) => ({
  cursor: cursor ?? null,
  limit: limit ?? LIMITS.pageDefault,
}));

/** A `+` that was not escaped in an address arrives as a space. */
function queryInstant(description: string) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? value.replace(/ (?=\d\d:\d\d$)/, '+') : value),
      instant(),
    )
    .meta({ description, example: '2026-01-01T00:00:00Z' });
}
