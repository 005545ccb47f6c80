import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type {
  BoardSnapshot,
  ClientEvents,
  Refusal,
  RoomRequest,
  RunSnapshot,
  ServerEvents,
} from '../domain/events.ts';
import type { Snapshots } from '../domain/ports.ts';
import { isTerminal, presentRun, type Run, type RunRecord } from '../domain/run.ts';
import { toIso } from '../domain/time.ts';
import { createLive, type LiveServer } from '../live/live.ts';
import type { AllowRequest } from '../live/socket-server.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import {
  createRecordingLog,
  createRecordingMetrics,
  type RecordingLog,
  type RecordingMetrics,
} from './quiet.ts';
import { aRecord } from './records.ts';

/** A run as the outside sees it, heard when it started. */
export function aRun(fields: Partial<RunRecord> = {}): Run {
  const record = aRecord(fields);
  return presentRun(record, record.lastHeartbeatAt ?? record.startedAt);
}

/** Snapshots of runs that a test puts in; a test may take the place of either read. */
export interface TestSnapshots extends Snapshots {
  runs: Map<string, Run>;
  /** Called before each read takes its picture. */
  beforeRead: () => Promise<void> | void;
  /** Called after each read took its picture, before it is handed out. */
  afterRead: () => Promise<void> | void;
  reads: number;
}

/** The channels on a real HTTP server, and real clients. */
export interface TestLive {
  live: LiveServer;
  clock: FakeClock;
  log: RecordingLog;
  metrics: RecordingMetrics;
  snapshots: TestSnapshots;
  server: Server;
  port: number;
  connect(options?: Partial<ManagerOptions & SocketOptions>): Promise<TestClient>;
  /** A client that is not connected yet. */
  client(options?: Partial<ManagerOptions & SocketOptions>): Socket<ServerEvents, ClientEvents>;
  close(): Promise<void>;
}

/** What one client heard, in order. */
export interface TestClient {
  socket: Socket<ServerEvents, ClientEvents>;
  heard: { event: string; payload: Record<string, unknown> }[];
  /** The payloads of one event heard so far. */
  payloads<T extends keyof ServerEvents>(event: T): Parameters<ServerEvents[T]>[0][];
  subscribe(request: RoomRequest): Promise<BoardSnapshot | RunSnapshot | Refusal>;
  /** Resolves when everything that the server has said so far was heard. */
  caughtUp(): Promise<void>;
}

/** Opens {@link TestLive} on a free port of loopback. */
export async function openTestLive(
  settings: { allowRequest?: AllowRequest; answer?: RequestListener } = {},
): Promise<TestLive> {
  const clock = createFakeClock();
  const log = createRecordingLog();
  const metrics = createRecordingMetrics();
  const snapshots = createTestSnapshots(clock);
  const live = createLive({ clock, log, metrics });
  const server = createServer(settings.answer ?? ((_req, res) => res.end('not a socket')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  live.attach({
    server,
    snapshots,
    allowRequest: settings.allowRequest ?? (() => ({ ok: true })),
  });
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];

  function client(options: Partial<ManagerOptions & SocketOptions> = {}) {
    const socket: Socket<ServerEvents, ClientEvents> = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      ...options,
    });
    sockets.push(socket as Socket);
    return socket;
  }

  return {
    live,
    clock,
    log,
    metrics,
    snapshots,
    server,
    port,
    client,
    async connect(options) {
      const socket = client(options);
      const heard: TestClient['heard'] = [];
      socket.onAny((event, payload) => heard.push({ event, payload }));
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('connect_error', reject).connect();
      });
      return {
        socket,
        heard,
        payloads: (event) =>
          heard.filter((entry) => entry.event === event).map((entry) => entry.payload as never),
        subscribe: (request) => socket.emitWithAck('subscribe', request),
        async caughtUp() {
          await socket.emitWithAck('unsubscribe', { room: 'run', id: NOBODY });
        },
      };
    },
    async close() {
      for (const socket of sockets) socket.disconnect();
      await live.stop();
    },
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

function createTestSnapshots(clock: FakeClock): TestSnapshots {
  const snapshots: TestSnapshots = {
    runs: new Map(),
    beforeRead: () => {},
    afterRead: () => {},
    reads: 0,
    board: () =>
      read(() => {
        const all = [...snapshots.runs.values()];
        return {
          ok: true,
          now: toIso(clock.now()),
          runs: all.filter((run) => !isTerminal(run.status)),
          recent: all.filter((run) => run.status === 'FAILED'),
          watchdog: {
            healthy: true,
            reason: null,
            cron: '*/2 * * * *',
            staleAfterSeconds: 600,
            stuckAfterSeconds: 1800,
            running: all.length,
            lastSweep: null,
            nextSweepAt: null,
            nextDeadlineAt: null,
            hearingSince: null,
            deafSince: null,
            storm: null,
          },
        };
      }),
    run: (id) =>
      read(() => {
        const run = snapshots.runs.get(id);
        if (run === undefined) return null;
        const detail = { ...run, phases: [], errors: [], logs: [], extensions: [], meta: null };
        return { ok: true, now: toIso(clock.now()), run: detail, closed: isTerminal(run.status) };
      }),
  };
  return snapshots;

  async function read<T>(picture: () => T): Promise<T> {
    snapshots.reads += 1;
    await snapshots.beforeRead();
    const taken = picture();
    await snapshots.afterRead();
    return taken;
  }
}
