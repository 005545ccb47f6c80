import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bench, Figures } from '../bench.ts';
import { type BenchDatabase, type EngineName, isEngineName, startDatabase } from '../database.ts';
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

/** What is sent, and to what. */
export interface IngestOptions {
  /** Events a request. */
  batch: number;
  engine: EngineName;
}

/** What `--batch` and `--engine` ask for. Throws a sentence. */
export function ingestOptions(args: readonly string[]): IngestOptions {
  const options = { batch: { type: 'string' }, engine: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const { engine = 'sqlite' } = values;
  const batch = Number(values.batch ?? 1);
  if (!isEngineName(engine)) throw new Error('--engine is sqlite or postgres.');
  if (Number.isInteger(batch) && batch >= 1 && batch <= EVENTS_MAX) return { batch, engine };
  throw new Error(`--batch is the number of events a request, 1 to ${EVENTS_MAX}.`);
}

/** Events that are taken in over HTTP, beside what a bare server of Node does with the same bytes. */
export function createIngestBench({ batch, engine }: IngestOptions): Bench {
  return {
    usesPages: true,
    ...boundsOf(batch, engine),

    async run({ scratch, say }) {
      const database = await startDatabase(engine, scratch);
      const server = await startProductionServer(database.url);
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
        const figures = await measure({ database, server, echo, ingest, bare }, say);
        say(
          '> killed with -9 while events come in, and what was acknowledged is counted in the database',
        );
        await killUnder(ingest, server);
        return { ...figures, ...(await countKept(database, subjects, batch)) };
      } finally {
        ingest.close();
        bare.close();
        await echo.stop();
        await server.stop();
        await database.stop();
      }
    },
  };
}

/** What issue 4 asks for: nothing of single events on PostgreSQL. */
function boundsOf(batch: number, engine: EngineName): Pick<Bench, 'bounds' | 'atLeast'> {
  const kept = { lost: 0, invented: 0 };
  if (batch > 1) {
    const eventsPerSecond = engine === 'sqlite' ? 40_000 : 20_000;
    return { bounds: kept, atLeast: { eventsPerSecond } };
  }
  if (engine === 'postgres') return { bounds: kept };
  return { bounds: { ...kept, p99Ms: 50 }, atLeast: { timesEcho: 0.5 } };
}

interface Measured {
  database: Pick<BenchDatabase, 'processorMs'>;
  server: { pid: number };
  echo: { pid: number };
  ingest: Load;
  bare: Load;
}

async function measure(
  { database, server, echo, ingest, bare }: Measured,
  say: (line: string) => void,
): Promise<Figures> {
  const rounds: { ours: Costed; peers: Costed; stored: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const peers = await costed(echo.pid, () => bare.send(ECHO_SECONDS));
    const before = await database.processorMs();
    const ours = await costed(server.pid, () => ingest.send(INGEST_SECONDS));
    const stored = (await database.processorMs()) - before;
    rounds.push({ ours, peers, stored });
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
    databaseProcessorMsAnEvent: costOf(
      rounds.map(({ ours, stored }) => ({ ...ours, processor: stored })),
    ),
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

/** Milliseconds of a server's processor time an event, with four decimals: they are few. */
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
