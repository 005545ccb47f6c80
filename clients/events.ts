/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Counts within a phase; whole numbers from 0. */
export interface ProgressReport {
  done: number;
  total?: number;
  unit?: string;
  message?: string;
}

/** Something that went wrong and did not end the run. */
export interface ErrorReport {
  errorType: string;
  message: string;
  url?: string;
  detail?: Json;
}

export type Outcome = 'completed' | 'failed' | 'cancelled';

/** What a reporter says of a run; `at` is its own clock, in ISO 8601. */
export type ReporterEvent = { at: string } & (
  | { type: 'heartbeat' }
  | { type: 'phase'; phase: string }
  | ({ type: 'progress' } & ProgressReport)
  | ({ type: 'error' } & ErrorReport)
  | { type: 'log'; level: string; message: string }
  | { type: 'finish'; outcome: Outcome; message?: string }
);

/** The limits of Flatline's API, in characters, and in bytes of JSON for `detail`. */
const NAME_LENGTH = 200;
const MESSAGE_LENGTH = 8192;
const DETAIL_BYTES = 16 * 1024;
const DETAIL_DEPTH = 60;

/** How much of a detail that is too big is kept, in characters. */
const CUT_DETAIL_LENGTH = 2000;

/** The event cut to what the API takes: a long message must not lose the events around it. */
export function cutToLimits(event: ReporterEvent): ReporterEvent {
  switch (event.type) {
    case 'phase':
      return { ...event, phase: name(event.phase) };
    case 'progress':
      return {
        ...event,
        done: count(event.done),
        ...given('total', event.total, count),
        ...given('unit', event.unit, name),
        ...given('message', event.message, message),
      };
    case 'error':
      return {
        ...event,
        errorType: name(event.errorType),
        message: message(event.message),
        ...given('url', event.url, message),
        ...given('detail', event.detail, fitDetail),
      };
    case 'log':
      return { ...event, level: name(event.level), message: message(event.message) };
    case 'finish':
      return { ...event, ...given('message', event.message, message) };
    default:
      return event;
  }
}

function given<K extends string, T>(key: K, value: T | undefined, cut: (value: T) => T) {
  return (value === undefined ? {} : { [key]: cut(value) }) as { [key in K]?: T };
}

function name(text: string): string {
  return clean(text, NAME_LENGTH) || '(none)';
}

function message(text: string): string {
  return clean(text, MESSAGE_LENGTH) || '(none)';
}

/** NUL and halves of surrogate pairs are refused by the API, and a cut can leave such a half. */
function clean(text: string, length: number): string {
  const cut = text.length > length ? `${text.slice(0, length - 1)}…` : text;
  return cut.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

function count(value: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value) || 0));
}

function fitDetail(detail: Json): Json {
  try {
    const cleaned = cleanJson(JSON.parse(JSON.stringify(detail)), 0);
    const text = JSON.stringify(cleaned);
    const bytes = new TextEncoder().encode(text).length;
    return bytes > DETAIL_BYTES ? { cut: clean(text, CUT_DETAIL_LENGTH) } : cleaned;
  } catch (error) {
    // Against its type it may still be a circle or hold a BigInt.
    return { cut: clean(String(error), CUT_DETAIL_LENGTH) };
  }
}

function cleanJson(value: Json, depth: number): Json {
  if (typeof value === 'string') return clean(value, MESSAGE_LENGTH);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DETAIL_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      clean(key, NAME_LENGTH),
      cleanJson(item, depth + 1),
    ]),
  );
}
