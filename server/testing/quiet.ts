import type { CounterName, Log, Metrics } from '../domain/ports.ts';

/** A log that keeps its lines for a test to read. */
export interface RecordingLog extends Log {
  lines: { level: 'info' | 'warn' | 'error'; message: string; fields?: Record<string, unknown> }[];
}

/** A log that prints nothing. */
export function createRecordingLog(): RecordingLog {
  const lines: RecordingLog['lines'] = [];
  return {
    lines,
    info: (message, fields) => void lines.push({ level: 'info', message, fields }),
    warn: (message, fields) => void lines.push({ level: 'warn', message, fields }),
    error: (message, fields) => void lines.push({ level: 'error', message, fields }),
  };
}

/** Metrics that a test can read. */
export interface RecordingMetrics extends Metrics {
  /** The sum of a counter over all its labels. */
  total(name: CounterName): number;
}

/** Metrics kept in memory. */
export function createRecordingMetrics(): RecordingMetrics {
  const counts: { name: CounterName; by: number }[] = [];
  return {
    count: (name, _labels, by = 1) => void counts.push({ name, by }),
    observe: () => {},
    total: (name) =>
      counts.filter((entry) => entry.name === name).reduce((sum, entry) => sum + entry.by, 0),
  };
}
