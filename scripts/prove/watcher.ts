import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../server/domain/events.ts';
import type { Heard } from './told.ts';

/** A dashboard on one server, which notes what it is told. */
export interface Watcher {
  /** In the order of its coming. */
  heard: readonly Heard[];
  /** Whether the server has said that no run can be heard, since when it said the last of that. */
  deaf: boolean[];
  /** Resolves when it has joined the channels of these runs. Throws when one is refused. */
  watch(runIds: readonly string[]): Promise<void>;
  /** How many of these runs it was told the death of. */
  deathsAmong(runIds: ReadonlySet<string>): number;
  close(): void;
}

/** A connection may listen to 200 rooms; some are left for the board. */
export const CHANNELS_MAX = 190;

/** Resolves when it is on the board. */
export async function openWatcher(url: string): Promise<Watcher> {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { transports: ['websocket'] });
  const heard: Heard[] = [];
  const deaf: boolean[] = [];
  const note = (what: Heard['what'], id: string, sweepId: string | null = null) =>
    heard.push({ what, id, sweepId, at: Date.now() });
  socket.on('channel:closed', ({ runId }) => note('closed', runId));
  socket.on('run:failed', ({ run, sweepId }) => note('failed', run.id, sweepId));
  socket.on('sweep:finished', ({ sweep }) => note('swept', sweep.id));
  socket.on('watchdog:changed', ({ watchdog }) => deaf.push(watchdog.deafSince !== null));
  await new Promise<void>((connected) => socket.once('connect', connected));
  await socket.emitWithAck('subscribe', { room: 'board' });
  return {
    heard,
    deaf,
    async watch(runIds) {
      const join = async (id: string) => {
        const answer = await socket.emitWithAck('subscribe', { room: 'run', id });
        if (!answer.ok) throw new Error(`The channel of ${id} was refused: ${answer.message}`);
      };
      await Promise.all(runIds.map(join));
    },
    deathsAmong(runIds) {
      const told = heard.filter(({ what, id }) => what === 'failed' && runIds.has(id));
      return new Set(told.map(({ id }) => id)).size;
    },
    close: () => socket.close(),
  };
}
