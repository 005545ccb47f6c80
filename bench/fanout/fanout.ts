import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Figures } from '../bench.ts';
import { type Caller, createCaller } from '../caller.ts';
import { processorMs } from '../memory/processor.ts';
import { residentMb } from '../memory/resident.ts';
import { startProductionServer } from '../production-server.ts';
import { type Program, startProgram } from '../program.ts';
import { createReporter, type Reporter } from '../reporter.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { type Audience, openAudience } from './audience.ts';
import { changesOf, type Frame, fanoutOf, progressIn } from './frame.ts';

const RUNS = 100;
const AUDIENCE = { sockets: 1000, processes: 2 };
/** Each round tells Flatline's dashboards and then the peer's, so that both meet the same machine. */
const ROUNDS = 15;
const WARM_UP_ROUNDS = 3;
/** Rounds before anybody listens, for what the reports alone cost. */
const ROUNDS_ALONE = 5;
/** Rounds in which the peer sends 100 frames of one change instead; what they take is a second or two. */
const ROUNDS_EACH = 3;
const EACH_SETTLED_AFTER = 5000;
const NOBODY: Audience = { heard: async () => [], close: () => {} };
/** After the last change of a round, in milliseconds: a frame is due within 250. */
const SETTLED_AFTER = 600;

/** One progress change of each of 100 runs, told to 1,000 dashboards, beside a bare Socket.IO with the same frames. */
export const fanoutBench: Bench = {
  usesPages: true,
  bounds: { timesBare: 1.5, missing: 0 },

  async run({ scratch, say }) {
    const server = await startProductionServer(`file:${join(scratch, 'fanout.db')}`);
    const bare = await startProgram('bench/fanout/bare.ts');
    const reporter = createReporter(server.url);
    const caller = createCaller({ url: bare.url, connections: 1 });
    const audiences: Audience[] = [];
    try {
      const runIds = await startRuns(reporter);
      const alone: Costed[] = [];
      for (let round = 1; round <= ROUNDS_ALONE; round += 1) {
        alone.push(await costed(server.pid, () => report(reporter, runIds, round, NOBODY)));
      }
      say(`> ${RUNS} runs, ${AUDIENCE.sockets} dashboards on each of the two servers`);
      const open = async ({ url, pid }: Program) => {
        const before = await residentMb(pid);
        const audience = await openAudience(url, AUDIENCE);
        audiences.push(audience);
        const kb = ((await residentMb(pid)) - before) * 1000;
        return { audience, kbASocket: Math.round(kb / AUDIENCE.sockets) };
      };
      const ours = await open(server);
      const theirs = await open(bare);
      const rounds: Round[] = [];
      for (let round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round += 1) {
        const one = await costed(server.pid, () => report(reporter, runIds, round, ours.audience));
        const other = await costed(bare.pid, () => repeat(caller, one.frames, theirs.audience));
        if (round < 1) continue;
        rounds.push({ ours: one, bare: other });
        const [p99, bareP99] = [p99Of(one), p99Of(other)].map(Math.round);
        say(`> round ${round}: p99 ${p99} ms, the bare one ${bareP99} ms`);
      }
      say('> the bare one tells each change by itself');
      const each: number[] = [];
      for (let round = 1; round <= ROUNDS_EACH; round += 1) {
        const runs = rounds[round]?.ours.frames.flatMap(({ text }) => progressIn(text).runs) ?? [];
        await caller.call('POST', '/each', { now: '', room: 'board', runs });
        await wait(EACH_SETTLED_AFTER);
        each.push(percentile(fanoutOf(await theirs.audience.heard()), 99));
      }
      return {
        ...figuresOf(rounds),
        bareEachP99Ms: rounded(median(each)),
        aloneProcessorMsARound: rounded(median(alone.map(({ processor }) => processor))),
        kbASocket: ours.kbASocket,
        bareKbASocket: theirs.kbASocket,
      };
    } finally {
      for (const audience of audiences) audience.close();
      reporter.close();
      caller.close();
      await bare.stop();
      await server.stop();
    }
  },
};

interface Told {
  frames: Frame[];
  /** Milliseconds from each change's acknowledgement to each receipt; of the peer, none. */
  changes: number[];
}

type Costed = Told & { processor: number };

interface Round {
  ours: Costed;
  bare: Costed;
}

function figuresOf(rounds: readonly Round[]): Figures {
  const ours = rounds.map((round) => round.ours);
  const bare = rounds.map((round) => round.bare);
  const middle = (of: (round: Round) => number) => rounded(median(rounds.map(of)));
  return {
    timesBare: middle((round) => p99Of(round.ours) / p99Of(round.bare)),
    p50Ms: rounded(median(ours.flatMap(({ frames }) => fanoutOf(frames)))),
    p99Ms: middle((round) => p99Of(round.ours)),
    bareP50Ms: rounded(median(bare.flatMap(({ frames }) => fanoutOf(frames)))),
    bareP99Ms: middle((round) => p99Of(round.bare)),
    changeP50Ms: rounded(median(ours.flatMap(({ changes }) => changes))),
    changeP99Ms: middle((round) => percentile(round.ours.changes, 99)),
    framesARound: middle((round) => round.ours.frames.length),
    missing: rounds.reduce((sum, round) => sum + missingOf(round), 0),
    processorMsARound: middle((round) => round.ours.processor),
    bareProcessorMsARound: middle((round) => round.bare.processor),
  };
}

function p99Of({ frames }: Told): number {
  return percentile(fanoutOf(frames), 99);
}

/** Receipts that did not come: every dashboard gets every frame, and every change is in one. */
function missingOf({ ours, bare }: Round): number {
  const receipts = [...ours.frames, ...bare.frames].reduce((sum, { at }) => sum + at.length, 0);
  const runs = ours.changes.length / AUDIENCE.sockets;
  return 2 * ours.frames.length * AUDIENCE.sockets - receipts + Math.abs(RUNS - runs);
}

/** Every run makes one change, all at once as far as the connections go. */
async function report(
  reporter: Reporter,
  runIds: readonly string[],
  round: number,
  audience: Audience,
): Promise<Told> {
  const changedAt = new Map<string, number>();
  await Promise.all(
    runIds.map(async (id) => {
      const done = ROUNDS_ALONE + WARM_UP_ROUNDS + round;
      await reporter.report(id, [{ type: 'progress', done, total: 1000, unit: 'pages' }]);
      changedAt.set(id, performance.timeOrigin + performance.now());
    }),
  );
  await wait(SETTLED_AFTER);
  const frames = await audience.heard();
  return { frames, changes: changesOf(frames, changedAt) };
}

/** The peer tells the same frames, as far apart as they were. */
async function repeat(caller: Caller, frames: readonly Frame[], audience: Audience): Promise<Told> {
  let before: number | null = null;
  for (const { text } of frames) {
    const payload = progressIn(text);
    const told = Date.parse(payload.now);
    if (before !== null) await wait(told - before);
    before = told;
    await caller.call('POST', '/', payload);
  }
  await wait(SETTLED_AFTER);
  return { frames: await audience.heard(), changes: [] };
}

async function startRuns(reporter: Reporter): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: RUNS }, (_, index) => reporter.start(`shop-${index % 20}`, 600)),
  );
  return answers.map(({ runId }) => runId);
}

async function costed(pid: number, tell: () => Promise<Told>): Promise<Costed> {
  const before = await processorMs(pid);
  const told = await tell();
  return { ...told, processor: (await processorMs(pid)) - before };
}
