import type { PhaseSilences, Silences } from '../domain/silences.ts';

/** The column of silences, as JSON text; what is no count of silences is left out. */
export function toSilences(json: string | null): Silences {
  if (json === null) return {};
  const found = entriesOf(json).filter((entry): entry is [string, PhaseSilences] =>
    isPhaseSilences(entry[1]),
  );
  return Object.fromEntries(found);
}

function entriesOf(json: string): [string, unknown][] {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  } catch {
    return [];
  }
}

function isPhaseSilences(value: unknown): value is PhaseSilences {
  if (typeof value !== 'object' || value === null) return false;
  const { count, longest, histogram } = value as Record<string, unknown>;
  return (
    isAmount(count) && isAmount(longest) && Array.isArray(histogram) && histogram.every(isAmount)
  );
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
