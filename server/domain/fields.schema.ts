import { z } from 'zod';
import { UUID_PATTERN } from './ids.ts';
import { LIMITS } from './limits.ts';
import type { Json } from './run.ts';
import type { Millis } from './time.ts';

/** How deeply a JSON value may be nested: beyond it, what walks the value later could overflow. */
export const JSON_DEPTH_MAX = 64;

const NUL = '\u0000';
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text of `min` to `max` characters (code points, as JSON Schema counts), without NUL. */
export function text(min: number, max: number) {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = textFault(value, min, max);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .meta({ minLength: min, maxLength: max });
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  return z.int().min(min).max(max);
}

/** The name of a scraper. */
export function scraperName() {
  return z
    .string()
    .regex(
      LIMITS.scraperPattern,
      'must be 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, the first a letter or a digit',
    )
    .meta({ description: 'The name of the scraper.', example: 'shop-prices' });
}

/** A uuid of any version; other programs may have made it. */
export function uuid() {
  return z
    .string()
    .refine((value) => UUID_PATTERN.test(value), 'must be a uuid')
    .meta({ format: 'uuid', example: '019b76da-a800-7000-8000-0123456789ab' });
}

/** A time in ISO 8601 with `Z` or an offset, of the years 1970 to 9999; read as {@link Millis}. */
export function instant() {
  return z.iso
    .datetime({ offset: true, error: 'must be a time in ISO 8601 with Z or an offset' })
    .max(64)
    .transform((value, context): Millis => {
      const at = Date.parse(value);
      if (at >= 0 && at <= LAST_INSTANT) return at;
      context.addIssue({ code: 'custom', message: 'must be of the years 1970 to 9999' });
      return z.NEVER;
    });
}

/** Any JSON value of at most 16 KiB, 64 levels, without NUL in its keys and strings. */
export function jsonValue(description: string) {
  return z
    .custom<Json>((value) => value !== undefined, 'is required')
    .superRefine((value, context) => {
      const fault = jsonFault(value);
      if (fault !== null) {
        context.addIssue({ code: 'custom', path: fault.path, message: fault.message });
      }
    })
    .meta({ description, ...ANY_JSON });
}

/** A time in an answer: ISO 8601, UTC, milliseconds, `Z`. */
export function time(description: string) {
  return z.iso
    .datetime({ precision: 3 })
    .meta({ description, example: '2026-01-01T12:00:00.000Z' });
}

/** {@link time}, or null for an absent one. */
export function timeOrNull(description: string) {
  return time(description).nullable();
}

/** Any JSON value in an answer. */
export function anyJson(description: string) {
  return z.custom<Json>((value) => value !== undefined).meta({ description, ...ANY_JSON });
}

/** `schema`, or null: written so that the OpenAPI document does not ask a null to be an object. */
export function orNull<T extends z.ZodType>(schema: T, description: string) {
  return z.union([schema, z.null()]).meta({ description });
}

const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const ANY_JSON = { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] };

function textFault(value: string, min: number, max: number): string | null {
  const length = value.length > max ? codePoints(value, max) : value.length;
  if (length < min || length > max) return `must have ${min} to ${max} characters`;
  return characterFault(value);
}

/** How many code points, no longer exact once it is beyond what `max` of them can fill. */
function codePoints(value: string, max: number): number {
  if (value.length > 2 * max) return value.length;
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

function characterFault(value: string): string | null {
  if (value.includes(NUL)) return 'must not contain the character NUL (U+0000)';
  // A database keeps UTF-8, which has no form for it: it would come back as another text.
  if (LONE_SURROGATE.test(value)) return 'must not contain half of a surrogate pair';
  return null;
}

interface JsonFault {
  path: (string | number)[];
  message: string;
}

/** Walks with a list of its own: a recursion would overflow on what an attacker nests. */
function jsonFault(root: Json): JsonFault | null {
  const waiting: { value: Json; path: (string | number)[] }[] = [{ value: root, path: [] }];
  const tooBig = { path: [], message: `must be at most ${LIMITS.jsonBytes} bytes as JSON` };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      const message = characterFault(value);
      if (message !== null) return { path, message };
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) return { path, message: 'must be a number that a double holds' };
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= JSON_DEPTH_MAX) {
        return { path: [], message: `must not be nested deeper than ${JSON_DEPTH_MAX} levels` };
      }
      const entries: [string | number, Json][] = Array.isArray(value)
        ? value.map((item, index) => [index, item])
        : Object.entries(value);
      // Every value takes a byte at least.
      if (waiting.length + entries.length > LIMITS.jsonBytes) return tooBig;
      for (const [key, item] of entries) {
        const message = typeof key === 'string' ? characterFault(key) : null;
        if (message !== null) return { path, message: `${message}, in a key` };
        waiting.push({ value: item, path: [...path, key] });
      }
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(root)).length;
  return bytes > LIMITS.jsonBytes ? tooBig : null;
}
