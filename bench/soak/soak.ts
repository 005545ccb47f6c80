import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../sim/engine/random.ts';
import type { Bench } from '../bench.ts';
import { residentMb } from '../memory/resident.ts';
import { startProductionServer } from '../production-server.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { kept, readRows } from './kept.ts';
import { type Lives, startLives } from './lives.ts';
import { givePast } from './past.ts';
import { type Sample, slopeOf } from './slope.ts';
import { startVisitors, type Visitors } from './visitors.ts';

const RUNS = 1000;
const DASHBOARDS = 20;
const SAMPLE_INTERVAL = 5000;
/** What is left out of the slope: the heap grows to what the load needs. */
const WARM_UP_MINUTES = 2;

/** So many samples are a minute. */
const A_MINUTE = 60_000 / SAMPLE_INTERVAL;

/** How many minutes it lasts, by `--minutes`; 10 by default. Throws a sentence. */
export function minutesOf(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string' } } });
  const minutes = Number(values.minutes ?? 10);
  if (minutes > WARM_UP_MINUTES && minutes <= 10_000) return minutes;
  throw new Error(`--minutes is how long it lasts: more than ${WARM_UP_MINUTES}, at most 10,000.`);
}

interface Look extends Sample {
  descriptors: number;
}

/** A long stretch of everyday load: does the memory stay level, is nothing lost, does nobody die? */
export function createSoakBench(minutes: number): Bench {
  return {
    usesPages: true,
    bounds: {
      slopeMbPerMinute: 0.5,
      lost: 0,
      wrongEnds: 0,
      visitsRefused: 0,
      descriptorsGrown: 20,
    },

    async run({ scratch, say }) {
      const path = join(scratch, 'soak.db');
      const server = await startProductionServer(`file:${path}`);
      const random = createRandom(20261124);
      try {
        say('> a past for it: 120 runs of 1,000 lines, reported and looked at');
        await givePast(server.url);
        say(
          `> ${RUNS} runs that report and end, ${DASHBOARDS} dashboards that come and go, ${minutes} min`,
        );
        const lives = startLives(server.url, RUNS, random.fork());
        const visitors = startVisitors(server.url, {
          count: DASHBOARDS,
          random: random.fork(),
          running: lives.running,
        });
        const { looks, latencies } = await watch(server.pid, { minutes, lives, visitors, say });
        await visitors.stop();
        await lives.stop();
        await server.stop();
        const { lost, wrongEnds } = kept(lives.all, await readRows(path));
        const warm = looks.filter(({ at }) => at >= WARM_UP_MINUTES * 60_000);
        const { aMinute, error } = slopeOf(warm);
        const { visits, frames, refused } = visitors.counts();
        return {
          slopeMbPerMinute: rounded(aMinute),
          slopeErrorMbPerMinute: rounded(error),
          warmMb: rounded(warm[0]?.value ?? Number.NaN),
          endMb: rounded(warm.at(-1)?.value ?? Number.NaN),
          highestMb: rounded(Math.max(...looks.map(({ value }) => value))),
          lost,
          wrongEnds: Math.max(wrongEnds, lives.wrongEnds()),
          answersP99Ms: rounded(percentile(latencies, 99)),
          answersMaxMs: rounded(percentile(latencies, 100)),
          askedAgain: lives.again(),
          descriptorsGrown:
            descriptorsIn(warm.slice(-A_MINUTE)) - descriptorsIn(warm.slice(0, A_MINUTE)),
          descriptors: descriptorsIn(warm.slice(-A_MINUTE)),
          runs: lives.all.length,
          events: lives.all.reduce((total, { events }) => total + events, 0),
          visits,
          visitsRefused: refused,
          frames,
        };
      } finally {
        await server.stop();
      }
    },
  };
}

async function watch(
  pid: number,
  {
    minutes,
    lives,
    visitors,
    say,
  }: { minutes: number; lives: Lives; visitors: Visitors; say(line: string): void },
): Promise<{ looks: Look[]; latencies: number[] }> {
  const looks: Look[] = [];
  const latencies: number[] = [];
  const startedAt = performance.now();
  for (let next = SAMPLE_INTERVAL; next <= minutes * 60_000; next += SAMPLE_INTERVAL) {
    await Promise.race([wait(startedAt + next - performance.now()), lives.failed]);
    const look = { at: next, value: await residentMb(pid), descriptors: await descriptorsOf(pid) };
    looks.push(look);
    const since = lives.takeLatencies();
    if (next > WARM_UP_MINUTES * 60_000) latencies.push(...since);
    if (next % 60_000 !== 0) continue;
    const words = [
      `${next / 60_000} min: ${rounded(look.value)} MB, ${look.descriptors} descriptors`,
      `${lives.all.length} runs, ${visitors.counts().visits} visits`,
      `p99 of the last answers ${Math.round(percentile(since, 99))} ms`,
    ];
    say(`  ${words.join(', ')}`);
  }
  return { looks, latencies };
}

/** The middle of what was open: dashboards come and go. */
function descriptorsIn(looks: readonly Look[]): number {
  return median(looks.map(({ descriptors }) => descriptors));
}

/** How many files and sockets a process holds; not a number where there is no /proc. */
async function descriptorsOf(pid: number): Promise<number> {
  const open = await readdir(`/proc/${pid}/fd`).catch(() => null);
  return open?.length ?? Number.NaN;
}
