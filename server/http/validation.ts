import type { z } from 'zod';
import { type FieldError, Problem } from '../domain/errors.ts';

/** Field errors told in one answer, at the most. */
const ERRORS_TOLD = 50;
/** Characters of a field's path that are told. */
const FIELD_LENGTH = 200;

/**
 * `value` as `schema` reads it. Throws `Problem('invalid')` that names each wrong field, its path
 * written after `root`, such as `events[3].phase`.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, root = ''): T {
  const result = schema.safeParse(value, { error: sentence });
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap((issue) => fieldErrors(issue, root)));
}

/** The problem for these fields; its sentence tells the first. */
export function invalid(errors: FieldError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail =
    first === undefined ? 'It is not valid.' : `${first.field} ${first.message}${more}.`;
  return new Problem('invalid', detail, { errors: errors.slice(0, ERRORS_TOLD) });
}

/** A path as it would be written in JavaScript: `events[3].phase`. */
export function fieldPath(root: string, path: readonly PropertyKey[]): string {
  const written = path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    const name = String(key);
    if (!/^[\w$-]+$/.test(name)) return `${before}[${JSON.stringify(name)}]`;
    return before === '' ? name : `${before}.${name}`;
  }, root);
  if (written === '') return 'body';
  return written.length > FIELD_LENGTH ? `${written.slice(0, FIELD_LENGTH)}…` : written;
}

function fieldErrors(issue: z.core.$ZodIssue, root: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldPath(root, [...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  return [{ field: fieldPath(root, issue.path), message: issue.message }];
}

/** What is wrong, to be read after the field's name; `undefined` leaves it to zod. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_union':
      return issue.options === undefined ? undefined : `must be one of ${list(issue.options)}`;
    case 'too_big':
      return `must ${size(issue.origin, `at most ${issue.maximum}`)}`;
    case 'too_small':
      return `must ${size(issue.origin, `at least ${issue.minimum}`)}`;
    default:
      return undefined;
  }
}

function withArticle(expected: string): string {
  if (expected === 'int' || expected === 'number') return 'a whole number';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function size(origin: string, bound: string): string {
  if (origin === 'array') return `have ${bound} items`;
  if (origin === 'string') return `have ${bound} characters`;
  return `be ${bound}`;
}

function list(options: unknown): string {
  return Array.isArray(options) ? options.join(', ') : String(options);
}
