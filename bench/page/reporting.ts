// A process of its own: the reporters of the runs that change. Started by reporters.ts.
import { createReporter } from '../reporter.ts';
import { type CrowdRun, progressOf, TOTAL } from './crowd.ts';

const [url = '', perSecond = ''] = process.argv.slice(2);
const reporter = createReporter(url);
let reported = 0;

process.on('message', (message) => {
  if (message === 'how many') process.send?.(reported);
  else report(message as CrowdRun[]);
});
process.on('disconnect', () => process.exit(0));

/** One after the other, evenly over the second: every second one of those in sight at first. */
function report(crowd: CrowdRun[]): void {
  const inSight = crowd.slice(-Number(perSecond) / 2);
  let turn = 0;
  setInterval(() => {
    const from = turn % 2 === 0 ? inSight : crowd;
    const run = from[(turn >> 1) % from.length];
    turn += 1;
    if (run === undefined) return;
    run.done = (run.done + 1) % TOTAL;
    reporter.report(run.runId, [progressOf(run.done)]).then(
      () => {
        reported += 1;
      },
      (error) => {
        throw error;
      },
    );
  }, 1000 / Number(perSecond));
}
