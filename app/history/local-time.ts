/** A moment as a `datetime-local` field writes it: the viewer's zone, to the minute. */
export function toField(at: Date | null): string {
  if (at === null || Number.isNaN(at.getTime())) return '';
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
  const [year, month, date] = day.map((part, index) => pad(part, index === 0 ? 4 : 2));
  return `${year}-${month}-${date}T${pad(at.getHours(), 2)}:${pad(at.getMinutes(), 2)}`;
}

/** What such a field holds; null while it is empty or half written. */
export function fromField(text: string): Date | null {
  if (!/^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

function pad(part: number, length: number): string {
  return String(part).padStart(length, '0');
}
