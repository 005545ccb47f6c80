import type { Server as HttpServer } from 'node:http';
import type { RunPatch } from '../domain/events.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Clock, Live, Log, Metrics, Snapshots, ToldRuns } from '../domain/ports.ts';
import { isTerminal, type Run } from '../domain/run.ts';
import { toIso } from '../domain/time.ts';
import { type Connections, createConnections } from './connections.ts';
import { createDelivery, PATIENCE, type Patience } from './delivery.ts';
import { createFrames } from './frames.ts';
import { createFreshSnapshots } from './fresh-snapshots.ts';
import { createProgressRegistry } from './progress-registry.ts';
import { BOARD, runRoom } from './rooms.ts';
import { mergePatches, wholePatch } from './run-patch.ts';
import {
  type AllowRequest,
  createSocketServer,
  isSocketRequest,
  type SocketServer,
} from './socket-server.ts';
import { createSubscriptions } from './subscriptions.ts';

/** The parts that {@link createLive} stands on. */
export interface LiveParts {
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Milliseconds between two frames of a room, at the least; as in the limits unless told otherwise. */
  frameIntervalMs?: number;
  /** How much may wait for one dashboard; {@link PATIENCE} unless told otherwise. */
  patience?: Patience;
}

/** What is told to every socket about one live run. */
type Announcement = 'run:suspected' | 'run:recovered' | 'run:stuck';

const STOPPING = { ok: false, code: 'unavailable', message: 'The server is stopping.' } as const;

/** What the channels are put on. */
export interface Attachment {
  /** Its request listener must be registered before: it is passed the requests that are not ours. */
  server: HttpServer;
  snapshots: Snapshots;
  /** Asked before each connection. */
  allowRequest: AllowRequest;
}

/** The channels to the dashboards, on one HTTP server. Before `attach` nobody listens. */
export interface LiveServer extends Live, ToldRuns {
  /** Throws when called twice. */
  attach(attachment: Attachment): void;
  /** Closes every connection and the HTTP server, within 2 s; tolerates never-attached and twice. */
  stop(): Promise<void>;
  /** How many dashboards are connected. */
  connected(): number;
  /** How many live runs have an open channel. */
  channels(): number;
}

export function createLive(parts: LiveParts): LiveServer {
  const { clock, log, metrics } = parts;
  const registry = createProgressRegistry({ clock });
  const frameIntervalMs = parts.frameIntervalMs ?? LIMITS.frameIntervalMs;
  const delivery = createDelivery({
    clock,
    log,
    metrics,
    frameIntervalMs,
    patience: parts.patience ?? PATIENCE,
    told: registry.told,
  });
  const frames = createFrames({ clock, frameIntervalMs, hasMembers, send });
  let io: SocketServer | null = null;
  let connections: Connections | null = null;
  let stopping: Promise<void> | null = null;

  return {
    started: guarded((run: Run) => {
      const told = registry.open(run);
      if (told !== null) io?.to(BOARD).emit('run:started', { now: now(), run: told });
    }),

    progressed: guarded(publish),

    ended: guarded((run: Run, sweepId: string | null) => {
      if (!isTerminal(run.status))
        throw new Error(`run ${run.id} was told to have ended: ${run.status}`);
      const last = registry.close(run);
      if (last === 'closed') return;
      closeChannel(run, last);
      // The event that follows holds the whole run.
      frames.take(BOARD, run.id);
      if (run.status === 'FAILED') {
        io?.emit('run:failed', { now: now(), run, error: run.error, sweepId });
      } else {
        io?.to(BOARD).emit('run:finished', { now: now(), run });
      }
    }),

    suspected: guarded((run: Run) =>
      announce(run, 'run:suspected', ({ suspectedAt }) => suspectedAt !== null),
    ),
    recovered: guarded((run: Run) =>
      announce(run, 'run:recovered', ({ suspectedAt }) => suspectedAt === null),
    ),
    stuck: guarded((run: Run) => announce(run, 'run:stuck', ({ stuckAt }) => stuckAt !== null)),

    watchdogChanged: guarded(
      (watchdog) => void io?.emit('watchdog:changed', { now: now(), watchdog }),
    ),

    spokeAgain: guarded(({ id, rev, spokeAgainAt }: Run) =>
      frames.push(BOARD, { id, rev, spokeAgainAt }),
    ),

    swept: guarded((sweep) => void io?.emit('sweep:finished', { now: now(), sweep })),

    attach({ server, snapshots, allowRequest }) {
      if (io !== null) throw new Error('the channels are attached already');
      io = createSocketServer({
        server,
        allowRequest: (req) => (stopping === null ? allowRequest(req) : STOPPING),
        log,
      });
      connections = createConnections({ server, clock, isOurs: isSocketRequest });
      delivery.attach(io);
      const fresh = createFreshSnapshots({ snapshots, registry });
      io.on('connection', createSubscriptions({ snapshots: fresh, log }));
    },

    stop() {
      stopping ??= close();
      return stopping;
    },

    connected: () => io?.sockets.sockets.size ?? 0,
    channels: () => registry.size(),
    told: (runId) => (registry.isClosed(runId) ? 'closed' : (registry.told(runId) ?? 'unknown')),
    liveRuns: registry.ids,
  };

  function publish(run: Run): void {
    const patch = registry.publish(run);
    if (patch === null) return;
    frames.push(BOARD, patch);
    frames.push(runRoom(run.id), patch);
  }

  /**
   * Tells every socket of a live run, as it was last told: what overtook this news may have ended
   * what it is about, and after the last word on a run's channel there is none.
   */
  function announce(run: Run, event: Announcement, isSo: (run: Run) => boolean): void {
    if (isTerminal(run.status) || registry.isClosed(run.id)) return;
    publish(run);
    const told = registry.newest(run);
    if (isSo(told)) io?.emit(event, { now: now(), run: told });
  }

  /** The last progress and the end itself, then the last word on the channel. */
  function closeChannel(run: Run, last: RunPatch | null): void {
    const room = runRoom(run.id);
    const pending = frames.take(room, run.id);
    const patch = last === null ? pending : mergePatches(pending ?? undefined, last);
    if (!hasMembers(room)) return;
    delivery.send(room, patch === null ? [] : [patch], [wholePatch(run)]);
    const { id: runId, status, error } = run;
    io?.to(room).emit('channel:closed', { now: now(), runId, status, error });
    io?.in(room).socketsLeave(room);
  }

  /** What is told of an ended run is told once: it is no progress, which a later frame would hold. */
  function send(room: string, patches: RunPatch[]): void {
    delivery.send(
      room,
      patches,
      patches.filter(({ id }) => registry.told(id) === null),
    );
  }

  function hasMembers(room: string): boolean {
    return io?.sockets.adapter.rooms.has(room) ?? false;
  }

  async function close(): Promise<void> {
    frames.stop();
    delivery.stop();
    const attached = io;
    if (attached === null) return;
    await connections?.closeWith(() => attached.close());
  }

  function now(): string {
    return toIso(clock.now());
  }

  /** Whoever tells has committed already: what goes wrong here must not undo it. */
  function guarded<Told extends unknown[]>(tell: (...told: Told) => void): (...told: Told) => void {
    return (...told) => {
      try {
        tell(...told);
      } catch (error) {
        log.error('the dashboards could not be told', { error });
      }
    };
  }
}
