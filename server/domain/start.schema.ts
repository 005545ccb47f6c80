import { z } from 'zod';
import { jsonValue, scraperName, text, uuid, wholeNumber } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import { RUN_ORIGINS } from './run.ts';

/** What a reporter may ask for when it starts a run. */
export const startRequestSchema = z
  .strictObject({
    scraper: scraperName().meta({
      description: 'Who scrapes; made on first sight.',
      example: 'shop-prices',
    }),
    phase: text(1, LIMITS.nameLength)
      .meta({ description: 'The phase it starts in.', example: 'crawl' })
      .nullish(),
    staleAfterSeconds: wholeNumber(1, LIMITS.staleAfterSecondsMax)
      .meta({
        description:
          "The silence in seconds beyond which this run counts as dead; absent: the scraper's, else the server's setting.",
        example: 600,
      })
      .nullish(),
    origin: z
      .enum(RUN_ORIGINS)
      .meta({ description: 'LOCAL says "I die with this server"; absent: REMOTE.' })
      .nullish(),
    idempotencyKey: text(1, LIMITS.idempotencyKeyLength)
      .meta({
        description: 'The same key for the same scraper again answers with the same run.',
        example: 'nightly-2026-01-01',
      })
      .nullish(),
    retryOf: uuid().meta({ description: 'The run that this one tries again.' }).nullish(),
    meta: jsonValue('Anything about the run: at most 16 KiB of JSON.').nullish(),
  })
  .meta({ id: 'StartRun', description: 'A run to start.' });
