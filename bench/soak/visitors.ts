import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../server/domain/events.ts';
import type { Random } from '../../sim/engine/random.ts';

type Dashboard = Socket<ServerEvents, ClientEvents>;

/** Dashboards that come and go, until they are stopped. */
export interface Visitors {
  counts(): { visits: number; frames: number; refused: number };
  stop(): Promise<void>;
}

/** Seconds that a dashboard stays, and that its place is empty. */
const STAY = { least: 2, most: 120 };
const AWAY = { least: 0, most: 3 };

/** Keeps about `count` dashboards open; every other one looks at a run, the others at the board. */
export function startVisitors(
  url: string,
  { count, random, running }: { count: number; random: Random; running(): string[] },
): Visitors {
  const counts = { visits: 0, frames: 0, refused: 0 };
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const places = Array.from({ length: count }, async (_, place) => {
    while (!stopping.signal.aborted) await visit(place);
  });

  return {
    counts: () => ({ ...counts }),
    async stop() {
      stopping.abort();
      await Promise.all(places);
    },
  };

  async function visit(place: number): Promise<void> {
    await stay(AWAY);
    const id = running()[random.int(0, 999)];
    const socket: Dashboard = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    socket.onAny(() => {
      counts.frames += 1;
    });
    socket.on('connect', () => {
      const room =
        place % 2 === 0 || id === undefined
          ? ({ room: 'board' } as const)
          : ({ room: 'run', id } as const);
      socket.emit('subscribe', room, ({ ok }) => {
        if (ok) counts.visits += 1;
        else counts.refused += 1;
      });
    });
    await stay(STAY);
    leave(socket, random.int(0, 2));
  }

  function stay({ least, most }: { least: number; most: number }): Promise<unknown> {
    const ms = 1000 * least + random.int(0, 1000 * (most - least));
    return wait(ms, null, { signal: stopping.signal }).catch(() => {});
  }
}

/** With a goodbye; with the connection cut; or without a word: it reads and answers nothing any more. */
function leave(socket: Dashboard, how: number): void {
  const line = lineOf(socket);
  if (how === 0 || line === undefined) socket.close();
  else if (how === 1) line.terminate();
  else line.pause();
}

/** The WebSocket under a dashboard; Socket.IO does not tell of it. */
function lineOf(socket: Dashboard): { terminate(): void; pause(): void } | undefined {
  const transport = socket.io.engine?.transport as unknown as
    | { ws?: { terminate(): void; pause(): void } }
    | undefined;
  return transport?.ws;
}
