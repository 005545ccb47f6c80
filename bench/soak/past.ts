import type { RunEvent } from '../../server/domain/report.ts';
import { createCaller } from '../caller.ts';
import { createReporter } from '../reporter.ts';

/** Runs with as many lines as are kept, of 300 bytes: more than SQLite keeps in memory, twice over. */
const PAST = { runs: 120, lines: 1000, bytes: 300 };
const LINES_A_REQUEST = 200;

/**
 * Gives the server a past: runs that reported, ended and were looked at. Each of its connections to
 * SQLite keeps up to 16 MB of the file, which would be filled a little a minute otherwise, and look
 * like a leak for a quarter of an hour. Throws when the server refuses.
 */
export async function givePast(url: string): Promise<void> {
  const reporter = createReporter(url);
  const reader = createCaller({ url, connections: 1 });
  try {
    for (let n = 0; n < PAST.runs; n += 1) {
      const { runId } = await reporter.start(`shop-${n % 20}`, 600);
      for (let from = 0; from < PAST.lines; from += LINES_A_REQUEST) {
        await reporter.report(runId, Array.from({ length: LINES_A_REQUEST }, line));
      }
      await reporter.report(runId, [{ type: 'finish', outcome: 'completed' }]);
      const { status } = await reader.call('GET', `/api/runs/${runId}`);
      if (status !== 200) throw new Error(`The run of the past was answered with ${status}.`);
    }
  } finally {
    reporter.close();
    reader.close();
  }
}

function line(): RunEvent {
  return { type: 'log', level: 'info', message: 'x'.repeat(PAST.bytes) };
}
