import { inWords } from '../../server/domain/duration.ts';

/** What stands for a time that cannot be read: one odd row must not take the page with it. */
const NO_TIME = 'unknown time';
const SECOND = 1000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const HOUR_AND_MINUTE = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** Milliseconds in their two largest units: `10 min 3 s`. Negative counts as none. */
export function durationWords(ms: number): string {
  return inWords(wholeSeconds(ms));
}

/** How long something took, in milliseconds: {@link durationWords}, below a second `820 ms`. */
export function tookWords(ms: number): string {
  return ms > 0 && ms < SECOND ? `${Math.floor(ms)} ms` : durationWords(ms);
}

/** Milliseconds in their largest unit, for a column that ticks: `42 s`, `8 min`, `3 h`, `2 d`. */
export function briefly(ms: number): string {
  const total = wholeSeconds(ms);
  if (total < MINUTE) return `${total} s`;
  if (total < HOUR) return `${Math.floor(total / MINUTE)} min`;
  if (total < DAY) return `${Math.floor(total / HOUR)} h`;
  return `${count(Math.floor(total / DAY))} d`;
}

/** Elapsed milliseconds as on a clock: `00:04:01`, with the days before it: `2 d 04:11:09`. */
export function elapsedClock(ms: number): string {
  const total = wholeSeconds(ms);
  const clock = `${two(Math.floor((total % DAY) / HOUR))}:${two(Math.floor((total % HOUR) / MINUTE))}:${two(total % MINUTE)}`;
  return total < DAY ? clock : `${count(Math.floor(total / DAY))} d ${clock}`;
}

/**
 * Milliseconds as minutes and seconds: `09:58`, from an hour on `1:09:58`, from a day on `2 d 3 h`.
 * A countdown rounds up, so that it is at zero when it is over; what has passed is cut.
 */
export function shortClock(ms: number, round: 'up' | 'down' = 'up'): string {
  const total = Math.max(0, round === 'up' ? Math.ceil(ms / SECOND) : Math.floor(ms / SECOND));
  if (total >= DAY) return inWords(total - (total % HOUR));
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const hours = Math.floor(total / HOUR);
  const rest = `${two(minutes)}:${two(total % MINUTE)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** A whole number with its thousands set apart: `1,200`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A count and its noun: `1 run`, `3 runs`; `plural` where an s does not do. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A rate a second in the unit that says most: `3.4/s`, `12/min`, `5/h`; null is `–`. */
export function rateWords(perSecond: number | null): string {
  if (perSecond === null || !Number.isFinite(perSecond)) return '–';
  if (perSecond >= 100) return `${count(perSecond)}/s`;
  if (perSecond >= 0.95) return `${TENTHS.format(perSecond)}/s`;
  if (perSecond * MINUTE >= 0.95) return `${TENTHS.format(perSecond * MINUTE)}/min`;
  return `${TENTHS.format(perSecond * HOUR)}/h`;
}

/** A moment in the viewer's zone, as short as `now` allows: the time, the day and time, or the date. */
export function shortTime(at: number, now: number): string {
  if (Number.isNaN(at)) return NO_TIME;
  if (isSameDay(at, now)) return TIME.format(at);
  return Math.abs(now - at) < 300 * DAY * SECOND ? DAY_AND_TIME.format(at) : DATE.format(at);
}

/** The same without seconds, where there is little room: `13:47`. */
export function clockTime(at: number, now: number): string {
  return isSameDay(at, now) ? HOUR_AND_MINUTE.format(at) : shortTime(at, now);
}

/** A moment in full, in the viewer's zone, with the zone. */
export function fullTime(at: number): string {
  return Number.isNaN(at) ? NO_TIME : FULL.format(at);
}

/** The viewer's zone, `Europe/Berlin`. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isSameDay(at: number, now: number): boolean {
  const near = Math.abs(now - at) < DAY * SECOND;
  return near && new Date(at).getDate() === new Date(now).getDate();
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / SECOND));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
