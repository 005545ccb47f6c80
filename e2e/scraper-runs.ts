import type { Stage } from './scene.ts';

/**
 * Reports good runs of a scraper, one after the other; then the silences of the newest are made
 * these, in seconds a phase: nobody waits for them.
 */
export async function goodRuns(
  { flatline, database }: Pick<Stage, 'flatline' | 'database'>,
  scraper: string,
  count: number,
  silences: Record<string, number[]> = {},
): Promise<void> {
  let last = '';
  for (let n = 0; n < count; n += 1) {
    const run = await flatline.start(scraper, { phase: 'index' });
    await flatline.report(run, { type: 'phase', phase: 'detail' }, { type: 'heartbeat' });
    await flatline.report(run, { type: 'finish', outcome: 'completed' });
    last = run.id;
  }
  const learned = Object.entries(silences).map(([phase, seconds]) => [phase, silencesOf(seconds)]);
  if (learned.length === 0) return;
  await database.write({
    sql: 'UPDATE "ScrapeRun" SET silences = ? WHERE id = ?',
    args: [JSON.stringify(Object.fromEntries(learned)), last],
  });
}

/** As the server keeps them: how many, the longest, and a histogram that doubles. */
function silencesOf(seconds: number[]) {
  const histogram: number[] = [];
  for (const each of seconds) {
    const bucket = each < 1 ? 0 : Math.floor(Math.log2(each)) + 1;
    while (histogram.length <= bucket) histogram.push(0);
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return { count: seconds.length, longest: Math.max(...seconds) * 1000, histogram };
}
