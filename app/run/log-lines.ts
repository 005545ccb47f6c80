import type { RunLogLine } from '../../server/domain/run.ts';

/** A row of the log: a line, or the place of lines that are not kept any more. */
export type LogRow =
  | { kind: 'line'; line: RunLogLine }
  | { kind: 'gap'; after: number; missing: number };

/** How many lines an open page holds on to, at most. */
export const MOST_LINES = 10_000;

/**
 * The lines a page has seen and those the server has now. The server keeps the newest 1,000 only:
 * what a reader has in front of them must not vanish because newer lines came.
 */
export function mergeLines(
  seen: readonly RunLogLine[],
  fresh: readonly RunLogLine[],
): readonly RunLogLine[] {
  const last = seen.at(-1)?.n ?? 0;
  const added = fresh.filter((line) => line.n > last);
  if (added.length === 0) return seen;
  return [...seen, ...added].slice(-MOST_LINES);
}

/** The lines as rows, with a row where numbers are missing between them or before the first. */
export function rowsOf(lines: readonly RunLogLine[]): LogRow[] {
  const rows: LogRow[] = [];
  let before = 0;
  for (const line of lines) {
    const missing = line.n - before - 1;
    if (missing > 0) rows.push({ kind: 'gap', after: before, missing });
    rows.push({ kind: 'line', line });
    before = line.n;
  }
  return rows;
}

/** What stands for a level: a reporter may send any word. */
export function levelOf(level: string): 'error' | 'warn' | 'info' | 'debug' {
  const word = level.toLowerCase();
  if (/^(err|fatal|crit|alert|emerg|panic)/.test(word)) return 'error';
  if (word.startsWith('warn')) return 'warn';
  if (/^(debug|trace|verbose|silly)/.test(word)) return 'debug';
  return 'info';
}
