const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const PRECISE = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** A moment of a run to the second, in the viewer's zone; with its day when that is not `now`'s. */
export function sayTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (!Number.isFinite(at)) return iso;
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return (today ? TIME : DAY_AND_TIME).format(at);
}

/** A log line's time to the millisecond: `10:04:12.345`. */
export function sayPreciseTime(iso: string): string {
  const at = Date.parse(iso);
  return Number.isFinite(at) ? PRECISE.format(at) : iso;
}
