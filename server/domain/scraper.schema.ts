import { z } from 'zod';
import { wholeNumber } from './fields.schema.ts';
import { LIMITS } from './limits.ts';
import type { LearnedPatience, Scraper, ScraperChange } from './patience.ts';
import { WHEN_STUCK } from './stuck.ts';

const duration = () => wholeNumber(1, LIMITS.staleAfterSecondsMax);
const whenStuck = z.enum(WHEN_STUCK).meta({
  description:
    'What becomes of a run that speaks but stands still: it is shown, or marked as stale.',
});

/** What an operator may change of a scraper. */
export const scraperChangeSchema = z
  .strictObject({
    staleAfterSeconds: duration()
      .meta({
        description:
          "The stale-after of its next runs, in seconds; null: the server's setting. Running runs keep theirs.",
        example: 90,
      })
      .nullish(),
    stuckAfterSeconds: duration()
      .meta({
        description:
          "How long its next runs may stand still, in seconds; null: the server's setting.",
        example: 1800,
      })
      .nullish(),
    whenStuck: whenStuck.optional(),
    retentionDays: wholeNumber(1, LIMITS.retentionDaysMax)
      .meta({
        description:
          "How many days its runs are kept once they have ended; null: the server's setting.",
        example: 90,
      })
      .nullish(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error:
      'must name what to change: staleAfterSeconds, stuckAfterSeconds, whenStuck or retentionDays',
  })
  .meta({
    id: 'ChangeScraper',
    description: 'What to change of a scraper; what is absent is left as it is.',
    minProperties: 1,
  }) satisfies z.ZodType<ScraperChange>;

/** A scraper as it is answered. */
export const scraperSchema = z
  .object({
    name: z.string().meta({ description: 'Its name.', example: 'shop-prices' }),
    staleAfterSeconds: z
      .int()
      .nullable()
      .meta({ description: "Its own; null: the server's setting." }),
    stuckAfterSeconds: z
      .int()
      .nullable()
      .meta({ description: "Its own; null: the server's setting." }),
    whenStuck,
    retentionDays: z.int().nullable().meta({ description: "Its own; null: the server's setting." }),
    effectiveStaleAfterSeconds: z.int().meta({
      description: 'The stale-after that its next run gets, unless that names its own.',
      example: 600,
    }),
    effectiveStuckAfterSeconds: z.int().meta({
      description: 'How long its next run may stand still.',
      example: 1800,
    }),
    effectiveRetentionDays: z.int().meta({
      description: 'How many days its runs are kept once they have ended.',
      example: 30,
    }),
  })
  .meta({ id: 'Scraper', description: 'Who scrapes.' }) satisfies z.ZodType<Scraper>;

const histogram = z.array(z.int()).meta({
  description: 'How many were under 1 s, under 2 s, under 4 s, and so on.',
});

/** What was learned of a scraper, as it is answered. */
export const patienceSchema = z
  .object({
    goodRuns: z.int().meta({ description: 'How many completed runs this is read from.' }),
    longestSilence: z.int().meta({
      description: 'The longest silence of all of them that could be heard, in milliseconds.',
    }),
    suggestedSeconds: z.int().nullable().meta({
      description:
        'The suggested stale-after, never over the one in force; null: too few good runs. Nothing is applied by itself.',
    }),
    wantedSeconds: z.int().nullable().meta({
      description: 'What the good runs ask for, even where that is over the one in force.',
    }),
    backtests: z
      .array(
        z.object({
          staleAfterSeconds: z.int(),
          killed: z.int().meta({ description: 'Good runs that it would have killed.' }),
          of: z.int().meta({ description: 'Of so many.' }),
        }),
      )
      .meta({ description: 'By stale-after, ascending.' }),
    phases: z
      .array(
        z.object({
          phase: z.string().meta({ description: "Empty: before the run's first phase." }),
          count: z.int().meta({ description: 'How many silences between two signs of life.' }),
          longest: z.int().meta({ description: 'The longest of them, in milliseconds.' }),
          histogram,
        }),
      )
      .meta({ description: 'The phase with the longest silence first.' }),
  })
  .meta({
    id: 'LearnedPatience',
    description: 'What the silences of the good runs say.',
  }) satisfies z.ZodType<LearnedPatience>;
