import type { RunPatch } from '../domain/events.ts';
import type { Clock, Log, Metrics } from '../domain/ports.ts';
import type { Run } from '../domain/run.ts';
import { toIso } from '../domain/time.ts';
import { type Backlog, followBacklog } from './backlog.ts';
import { createMissedRuns } from './missed-runs.ts';
import { BOARD, kindOf, runRoom } from './rooms.ts';
import { wholePatch } from './run-patch.ts';
import type { SocketServer } from './socket-server.ts';

/** How much may wait for one socket, in bytes. */
export interface Patience {
  /** Beyond this it is left out of the progress, until nothing waits for it any more. */
  behindAt: number;
  /** Beyond this it is closed: it connects again and asks for what there is now. */
  closedAt: number;
}

/**
 * A socket is behind after a second of a slow line, not after one large frame; it is closed well
 * beyond 10,000 deaths or a board of 10,000 runs at once, which a healthy one takes in a moment.
 */
export const PATIENCE: Patience = { behindAt: 64 * 1024, closedAt: 32 * 1024 * 1024 };

/**
 * Brings the frames of progress to the sockets, each serialised once for all of a room. A socket
 * that cannot take them gets none, so that neither the others nor the memory suffer; a patch holds
 * changed fields alone, so what it missed is told it whole as soon as it has caught up.
 */
export interface Delivery {
  /** Follows every socket that connects to this server from now on. */
  attach(io: SocketServer): void;
  /** A frame of progress for a room; those who are behind get `kept` instead, which must be whole. */
  send(room: string, patches: RunPatch[], kept: RunPatch[]): void;
  /** Ends the waiting for those who are behind. */
  stop(): void;
}

/** The parts that {@link createDelivery} stands on. */
export interface DeliveryParts {
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Milliseconds between two looks at those who are behind: one interval of the frames. */
  frameIntervalMs: number;
  patience: Patience;
  /** A live run as it was last told. */
  told: (runId: string) => Run | null;
}

export function createDelivery(parts: DeliveryParts): Delivery {
  const { clock, log, metrics, patience, told } = parts;
  const backlogs = new Map<string, Backlog>();
  const missed = createMissedRuns();
  let io: SocketServer | null = null;
  let callOff: (() => void) | null = null;

  return {
    attach(server) {
      io = server;
      server.on('connection', (socket) => {
        backlogs.set(socket.id, followBacklog(socket, { most: patience.closedAt, onTooMuch }));
        socket.once('disconnect', () => {
          backlogs.delete(socket.id);
          missed.forget(socket.id);
        });
      });
    },

    send(room, patches, kept) {
      const behind = [...membersOf(room)].filter(isBehind);
      missed.frame(behind, patches);
      if (behind.length > 0) waitForThem();
      if (patches.length > 0) {
        emit(room, kindOf(room), patches, behind);
        metrics.count('flatline_frames_total', { room: kindOf(room) });
        metrics.count('flatline_frames_missed_total', { room: kindOf(room) }, behind.length);
      }
      if (behind.length > 0 && kept.length > 0) emit(behind, kindOf(room), kept);
    },

    stop() {
      callOff?.();
      callOff = null;
    },
  };

  function isBehind(id: string): boolean {
    return missed.isBehind(id) || (backlogs.get(id)?.waiting() ?? 0) > patience.behindAt;
  }

  function waitForThem(): void {
    callOff ??= clock.after(parts.frameIntervalMs, () => {
      callOff = null;
      for (const { ids, runIds } of missed.take(hasCaughtUp)) catchUp(ids, runIds);
      if (missed.someBehind()) waitForThem();
    });
  }

  function hasCaughtUp(id: string): boolean {
    return backlogs.get(id)?.waiting() === 0;
  }

  /** Each of the runs, whole, in the rooms of these sockets; how a run ended was told them before. */
  function catchUp(ids: readonly string[], runIds: readonly string[]): void {
    const runs = runIds.flatMap((id) => told(id) ?? []).map(wholePatch);
    const among = (room: string) => ids.filter((id) => membersOf(room).has(id));
    emit(among(BOARD), 'board', runs);
    for (const run of runs) emit(among(runRoom(run.id)), 'run', [run]);
  }

  function emit(
    to: string | string[],
    room: 'board' | 'run',
    runs: RunPatch[],
    except: string[] = [],
  ): void {
    // To no room at all would be to everybody.
    if (to.length === 0 || runs.length === 0) return;
    io?.to(to)
      .except(except)
      .emit('run:progressed', { now: toIso(clock.now()), room, runs });
  }

  function membersOf(room: string): ReadonlySet<string> {
    return io?.sockets.adapter.rooms.get(room) ?? NOBODY;
  }

  function onTooMuch(waiting: number): void {
    metrics.count('flatline_slow_sockets_closed_total');
    log.warn('a dashboard was closed, since it does not take what it is sent', { waiting });
  }
}

const NOBODY: ReadonlySet<string> = new Set();
