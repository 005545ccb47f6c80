import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bench, Figures } from '../bench.ts';
import { processorMs } from '../memory/processor.ts';
import { startProductionServer } from '../production-server.ts';
import { type Program, startProgram } from '../program.ts';
import { createReporter } from '../reporter.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { countKept } from './kept.ts';
import { type Load, openLoad, type Stretch, type Subject } from './load.ts';

const RUNS = 500;
const CONNECTIONS = 64;
/** Each round measures the peer and then Flatline, so that both meet the same machine. */
const ROUNDS = 5;
const ECHO_SECONDS = 2;
const INGEST_SECONDS = 4;
const WARM_UP_SECONDS = 3;
const EVENTS_MAX = 1000;

/** How many events a request carries, by `--batch`. Throws a sentence. */
export function batchOf(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { batch: { type: 'string' } } });
  const batch = Number(values.batch ?? 1);
  if (Number.isInteger(batch) && batch >= 1 && batch <= EVENTS_MAX) return batch;
  throw new Error(`--batch is the number of events a request, 1 to ${EVENTS_MAX}.`);
}

/** Events that are taken in over HTTP, beside what a bare server of Node does with the same bytes. */
export function createIngestBench(batch: number): Bench {
  return {
    usesPages: true,
    bounds: { lost: 0, invented: 0, ...(batch === 1 ? { p99Ms: 50 } : {}) },
    atLeast: batch === 1 ? { timesEcho: 0.5 } : { eventsPerSecond: 40_000 },

    async run({ scratch, say }) {
      const path = join(scratch, 'ingest.db');
      const server = await startProductionServer(`file:${path}`);
      const echo = await startProgram('bench/ingest/echo.ts');
      const subjects = await startRuns(server.url);
      const shape = { subjects, connections: CONNECTIONS, batch };
      const ingest = await openLoad(server.url, shape);
      const bare = await openLoad(echo.url, {
        ...shape,
        subjects: subjects.map((subject) => ({ ...subject })),
      });
      try {
        say(`> ${CONNECTIONS} connections, ${RUNS} runs, ${batch} events a request; warming up`);
        await bare.send(WARM_UP_SECONDS);
        await ingest.send(WARM_UP_SECONDS);
        const figures = await measure({ server, echo, ingest, bare }, say);
        say('> killed with -9 while events come in, and what was acknowledged is counted on disk');
        await killUnder(ingest, server);
        return { ...figures, ...(await countKept(path, subjects, batch)) };
      } finally {
        ingest.close();
        bare.close();
        await echo.stop();
        await server.stop();
      }
    },
  };
}

interface Measured {
  server: { pid: number };
  echo: { pid: number };
  ingest: Load;
  bare: Load;
}

async function measure(
  { server, echo, ingest, bare }: Measured,
  say: (line: string) => void,
): Promise<Figures> {
  const rounds: { ours: Costed; peers: Costed }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const peers = await costed(echo.pid, () => bare.send(ECHO_SECONDS));
    const ours = await costed(server.pid, () => ingest.send(INGEST_SECONDS));
    rounds.push({ ours, peers });
    say(
      `> round ${round}: ${Math.round(rateOf(ours))} events/s, the echo ${Math.round(rateOf(peers))}`,
    );
  }
  const ours = rounds.map((round) => round.ours);
  const peers = rounds.map((round) => round.peers);
  const latencies = ours.flatMap((stretch) => stretch.latencies);
  return {
    eventsPerSecond: Math.round(median(ours.map(rateOf))),
    echoEventsPerSecond: Math.round(median(peers.map(rateOf))),
    timesEcho: rounded(median(rounds.map((round) => rateOf(round.ours) / rateOf(round.peers)))),
    p50Ms: rounded(median(latencies)),
    p99Ms: rounded(percentile(latencies, 99)),
    maxMs: rounded(percentile(latencies, 100)),
    echoP99Ms: rounded(
      percentile(
        peers.flatMap((stretch) => stretch.latencies),
        99,
      ),
    ),
    processorMsAnEvent: costOf(ours),
    echoProcessorMsAnEvent: costOf(peers),
  };
}

type Costed = Stretch & { processor: number };

async function costed(pid: number, send: () => Promise<Stretch>): Promise<Costed> {
  const before = await processorMs(pid);
  const stretch = await send();
  return { ...stretch, processor: (await processorMs(pid)) - before };
}

function rateOf({ events, seconds }: Stretch): number {
  return events / seconds;
}

/** Milliseconds of the server's processor time an event, with four decimals: they are few. */
function costOf(stretches: readonly Costed[]): number {
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const processor = sum(stretches.map((stretch) => stretch.processor));
  return Math.round((processor / sum(stretches.map(({ events }) => events))) * 1e4) / 1e4;
}

async function startRuns(url: string): Promise<Subject[]> {
  const reporter = createReporter(url);
  try {
    return await Promise.all(
      Array.from({ length: RUNS }, async (_, index) => {
        const { runId } = await reporter.start(`shop-${index % 20}`, 600);
        return { id: runId, acknowledged: 0 };
      }),
    );
  } finally {
    reporter.close();
  }
}

/** Ends the server without any notice, in the middle of the load. */
async function killUnder(ingest: Load, server: Program) {
  const cutOff = ingest.send(60).then(
    () => Promise.reject(new Error('The server took events after it was killed.')),
    () => {},
  );
  await wait(1000);
  await server.stop('SIGKILL');
  await cutOff;
}
