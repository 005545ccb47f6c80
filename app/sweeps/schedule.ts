/**
 * A cron expression in words, for the forms that people use; null for the others, which are then
 * shown as they are.
 */
export function scheduleInWords(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length === 6) return everySeconds(fields);
  if (fields.length !== 5) return null;
  const [minute = '', hour = '', ...days] = fields;
  if (days.some((field) => field !== '*')) return null;
  if (hour === '*') return hourly(minute);
  const everyHours = stepOf(hour, 24);
  if (everyHours !== null && isNumber(minute)) {
    return `every ${everyHours} hours, at ${two(minute)} past`;
  }
  return isNumber(minute) && isNumber(hour) ? `every day at ${two(hour)}:${two(minute)}` : null;
}

function hourly(minute: string): string | null {
  if (minute === '*') return 'every minute';
  const step = stepOf(minute, 60);
  if (step !== null) return step === 1 ? 'every minute' : `every ${step} minutes`;
  return isNumber(minute) ? `every hour, at ${two(minute)} past` : null;
}

function everySeconds([second = '', ...rest]: string[]): string | null {
  if (second === '0') return scheduleInWords(rest.join(' '));
  if (rest.some((field) => field !== '*')) return null;
  if (second === '*') return 'every second';
  const step = stepOf(second, 60);
  if (step === null) return null;
  return step === 1 ? 'every second' : `every ${step} seconds`;
}

/** The n of a step written as star, slash, n; null when the steps are not even: 7 in an hour of 60. */
function stepOf(field: string, whole: number): number | null {
  const match = /^\*\/(\d+)$/.exec(field);
  const step = match === null ? 0 : Number(match[1]);
  return step > 0 && whole % step === 0 ? step : null;
}

function isNumber(field: string): boolean {
  return /^\d+$/.test(field);
}

function two(field: string): string {
  return field.padStart(2, '0');
}
