import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { openBrowser } from '../browser.ts';
import { startProductionServer } from '../production-server.ts';
import { createReporter } from '../reporter.ts';
import { fetchedScripts } from './fetched-scripts.ts';

/** JavaScript that a current browser fetches for the board, before anything is clicked. */
export const sizeBench: Bench = {
  usesPages: true,
  bounds: { gzipBytes: 250_000, transferredBytes: 250_000 },

  async run({ scratch, say }) {
    const server = await startProductionServer(`file:${join(scratch, 'size.db')}`);
    const browser = await openBrowser();
    const reporter = createReporter(server.url);
    try {
      // A board with something on it: a live run, and a death that is still on top.
      await reporter.start('books', 600);
      const { runId } = await reporter.start('news', 600);
      await reporter.report(runId, [{ type: 'finish', outcome: 'failed' }]);

      const scripts = await fetchedScripts(await browser.newPage(), `${server.url}/`);
      if (scripts.length === 0) throw new Error('The board fetched no JavaScript at all.');
      say('>   gzip  transferred     plain   script');
      for (const { name, gzip, transferred, plain } of scripts) {
        const columns = [gzip, transferred, plain].map((bytes) => String(bytes).padStart(9));
        say(`${columns.join('  ')}   ${name}`);
      }
      const sum = (of: 'gzip' | 'transferred' | 'plain') =>
        scripts.reduce((total, script) => total + script[of], 0);
      return {
        gzipBytes: sum('gzip'),
        transferredBytes: sum('transferred'),
        plainBytes: sum('plain'),
        scripts: scripts.length,
      };
    } finally {
      reporter.close();
      await browser.close();
      await server.stop();
    }
  },
};
