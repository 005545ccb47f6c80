'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react';
import { io } from 'socket.io-client';
import type { RoomRequest, ServerEvents } from '../../server/domain/events.ts';
import { monotonicNow, noteServerNow, serverNow, useNow } from './clock.tsx';
import type { Connection } from './connection.ts';
import { createFeed } from './feed.ts';
import { KEYS, roomKey } from './keys.ts';
import { createLink, type Link } from './link.ts';
import { createRateBook, type RateBook } from './rate-book.ts';

const LiveContext = createContext<{ link: Link; rates: RateBook } | null>(null);

/** Milliseconds after which an attempt to connect has failed. */
const CONNECTS_WITHIN = 8000;

/** One connection for everything below; connects when it is drawn in a browser. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() => {
    const after = (ms: number, fire: () => void) => void setTimeout(fire, ms);
    const rates = createRateBook();
    const link = createLink({
      socket: io({
        autoConnect: false,
        // One connection, so that it does not matter which of several nodes it reaches; by polling
        // where a proxy lets no WebSocket through.
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        timeout: CONNECTS_WITHIN,
        reconnectionDelay: 500,
        reconnectionDelayMax: 5000,
      }),
      feed: createFeed({ client, rates, after }),
      // The server's time is only learnt on the way, and would move under what began before.
      now: monotonicNow,
      note: (iso) => noteServerNow(iso),
      after,
      // The rooms' acknowledgements refresh the board and the run; the rest is fetched again.
      onReturn: () =>
        void client.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] !== KEYS.board[0],
        }),
      onRefused: (room) => {
        if (room.room === 'run') void client.invalidateQueries({ queryKey: KEYS.run(room.id) });
      },
    });
    return { link, rates };
  });

  useEffect(() => live.link.start(), [live]);
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'success') live.link.heard();
      }),
    [client, live],
  );

  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Whether the tab is live, since when, and when it last heard the server. */
export function useConnection(): Connection {
  const { link } = useLive();
  const { state, since, lastUpdateAt } = useSyncExternalStore(
    link.subscribe,
    link.connection,
    () => BEFORE,
  );
  const ahead = serverNow() - monotonicNow();
  return {
    state,
    since: since + ahead,
    lastUpdateAt: lastUpdateAt === null ? null : lastUpdateAt + ahead,
  };
}

/** Listens to a room while mounted; its answers and frames go into the query cache. */
export function useRoom(room: RoomRequest): void {
  const { link } = useLive();
  const key = roomKey(room);
  const join = useEffectEvent(() => link.join(room));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says which room it is.
  useEffect(() => join(), [key]);
}

/** Hears one kind of event while mounted, after the cache has it. */
export function useServerEvent<Name extends keyof ServerEvents>(
  name: Name,
  handler: ServerEvents[Name],
): void {
  const { link } = useLive();
  const hear = useEffectEvent((event: never) => (handler as (event: never) => void)(event));
  useEffect(
    () => link.on(name, ((event: never) => hear(event)) as ServerEvents[Name]),
    [link, name],
  );
}

/** Progress per second of a run that this tab has watched; null when unknown. Ticks. */
export function useRate(id: string): number | null {
  const { rates } = useLive();
  return rates.rate(id, useNow());
}

/** The same for many runs at once, as of `now` in milliseconds; does not tick. */
export function useRates(): RateBook['rate'] {
  return useLive().rates.rate;
}

const BEFORE: Connection = { state: 'catching-up', since: 0, lastUpdateAt: null };

function useLive(): { link: Link; rates: RateBook } {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('LiveProvider is missing above.');
  return live;
}
