import { Problem } from '../../server/domain/errors.ts';
import type { Log } from '../../server/domain/ports.ts';
import type { RunEvent } from '../../server/domain/report.ts';
import type { SweepRequest } from '../../server/domain/sweep.ts';
import type { StartRequest } from '../../server/services/runs.ts';
import type { Machine } from '../engine/machine.ts';
import { createProcess, type Process } from '../engine/process.ts';
import type { Random } from '../engine/random.ts';
import { RANKS, type Timeline } from '../engine/timeline.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { createDoor, type Trouble } from '../store/database.ts';
import { createModelStore } from '../store/model-store.ts';
import type { Tables } from '../store/tables.ts';
import { type Channels, createChannels } from './channels.ts';
import { createDashboard, type Dashboard } from './dashboard.ts';
import type { Flaw } from './flaw.ts';
import { createLife, type Life } from './life.ts';
import { createWitnessedLive } from './witnessed-live.ts';

/** What can be asked of a server. */
export type Request =
  | { kind: 'start'; start: StartRequest }
  | { kind: 'report'; runId: string; events: readonly RunEvent[] }
  | { kind: 'cancel'; runId: string }
  | { kind: 'grant'; runIds: readonly string[]; seconds: number }
  | { kind: 'sweep'; sweep: SweepRequest };

/** What comes of it, as a reporter understands it. */
export type Answer =
  | { kind: 'answered'; body: Record<string, unknown> }
  | { kind: 'unreachable'; retryAfterMs: number | null; by: 'server' | 'network' }
  | { kind: 'closed'; status: string };

/** A server that can be killed, and comes up again. */
export interface Server {
  readonly name: string;
  /** Brings it up; where that fails it is tried again. */
  boot(): void;
  /** Ends it without a word. */
  kill(): void;
  isUp(): boolean;
  /** Its clock of silences runs: it is up, or has nearly booted. */
  hears(): boolean;
  process(): Process | null;
  /** Hands over a request that has reached the process; `done` is called in the process. */
  handle(request: Request, done: (answer: Answer) => void): void;
  dashboards: readonly Dashboard[];
  /** Everyone who looks asks anew. */
  refetch(): void;
}

/** The parts that {@link createServer} stands on. */
export interface ServerParts {
  name: string;
  timeline: Timeline;
  machine: Machine;
  tables: Tables;
  trouble: Trouble;
  random: Random;
  oracle: Oracle;
  flaw: Flaw;
  isTickLost(): boolean;
  /** It can hear from now on, or no longer. */
  changed(): void;
  /** Told after each commit of the process. */
  committed(server: Server): void;
}

/** Milliseconds until a boot that failed is tried again. */
const BOOT_AGAIN = 5000;
const DASHBOARDS = 2;

const DOWN: Answer = { kind: 'unreachable', retryAfterMs: null, by: 'server' };
const STARTING: Answer = { kind: 'unreachable', retryAfterMs: 1000, by: 'server' };
const UNAVAILABLE: Answer = { kind: 'unreachable', retryAfterMs: 2000, by: 'server' };

export function createServer(parts: ServerParts): Server {
  const { name, timeline, machine, tables, trouble, random, oracle } = parts;
  const dashboards = Array.from({ length: DASHBOARDS }, createDashboard);
  let process: Process | null = null;
  let life: Life | null = null;
  let channels: Channels | null = null;
  let ready = false;
  let recovering = false;
  let lives = 0;

  const server: Server = {
    name,
    boot,
    kill,
    isUp: () => ready,
    hears: () => (ready || recovering) && process?.isResponsive() === true,
    process: () => process,
    handle,
    dashboards,
    refetch,
  };
  return server;

  function boot(): void {
    if (timeline.now() < machine.asleepUntil()) {
      timeline.at(machine.asleepUntil(), boot);
      return;
    }
    kill();
    lives += 1;
    const born = createProcess({ timeline, machine });
    const lifeName = `${name}${lives}`;
    const door = createDoor({
      timeline,
      process: born,
      trouble,
      random: random.fork(),
      committed: () => parts.committed(server),
    });
    const { now } = born.clock;
    const storeParts = { tables, door, now, witness: oracle.witnessOf(lifeName, now) };
    const newChannels = createChannels({
      clock: born.clock,
      dashboards,
      isWatched: oracle.isWatched,
      closed: oracle.told.channelClosed,
      snapshots: () => newLife.views,
    });
    const newLife: Life = createLife({
      process: born,
      machine,
      tables,
      store: createModelStore(storeParts),
      storeWith: (rules) => createModelStore({ ...storeParts, rules }),
      live: createWitnessedLive(newChannels.live, oracle.told, lifeName),
      log: logOf(lifeName),
      flaw: parts.flaw,
      isTickLost: parts.isTickLost,
      recovers() {
        recovering = true;
        parts.changed();
      },
      watchPass: (begins) => oracle.passes.pass(lifeName, begins),
    });
    process = born;
    life = newLife;
    channels = newChannels;
    newLife.start().then(
      () => {
        ready = true;
        oracle.booted(lifeName);
        parts.changed();
        refetch();
      },
      (error: unknown) => {
        if (!(error instanceof Problem)) oracle.unsound('A boot failed', error);
        born.kill();
        recovering = false;
        parts.changed();
        timeline.at(timeline.now() + BOOT_AGAIN, () => {
          if (process === born) boot();
        });
      },
    );
  }

  function kill(): void {
    process?.kill();
    process = null;
    ready = false;
    recovering = false;
    for (const dashboard of dashboards) dashboard.lost();
    oracle.died(`${name}${lives}`);
    parts.changed();
  }

  function handle(request: Request, done: (answer: Answer) => void): void {
    if (process === null) {
      done(DOWN);
      return;
    }
    if (!ready || life === null) {
      done(STARTING);
      return;
    }
    const asked = process;
    perform(life, request).then(
      (body) => done({ kind: 'answered', body: body as Record<string, unknown> }),
      (error: unknown) => {
        if (!(error instanceof Problem)) {
          oracle.unsound(`A request to ${request.kind} failed`, error);
        } else if (error.code === 'run_closed') {
          return done({ kind: 'closed', status: error.run?.status ?? '' });
        } else if (error.code !== 'unavailable') {
          oracle.unsound(`A request to ${request.kind} was refused`, error);
        }
        if (asked.isAlive()) done(UNAVAILABLE);
      },
    );
  }

  function refetch(): void {
    const [asked, of] = [channels, process];
    if (asked === null || of === null || !ready) return;
    for (const dashboard of dashboards) {
      void asked.subscribe(dashboard).then((ok) => {
        if (!ok && of.isAlive()) of.later(1000, refetch, RANKS.arrival);
      });
    }
  }

  function logOf(lifeName: string): Log {
    return {
      info: () => {},
      warn: () => {},
      error(message, fields) {
        const error = fields?.error;
        if (!(error instanceof Problem)) oracle.unsound(`${lifeName}: ${message}`, error);
      },
    };
  }
}

function perform(life: Life, request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'start':
      return life.runs.start(request.start);
    case 'report':
      return life.runs.report(request.runId, request.events);
    case 'cancel':
      return life.runs.cancel(request.runId);
    case 'grant':
      return life.grants.grant({
        runIds: request.runIds,
        seconds: request.seconds,
        actor: 'sim',
        reason: null,
      });
    case 'sweep':
      return life.sweeper.sweep(request.sweep);
  }
}
