import type { Socket } from 'socket.io-client';
import type { ClientEvents, RoomRequest, ServerEvents } from '../../../server/domain/events.ts';
import { roomKey } from '../keys.ts';

type Handler = (...args: never[]) => void;
type Ack = (lost: Error | null, answer?: unknown) => void;

/** A client's end of a socket whose other end is the test. */
export function createFakeSocket() {
  const handlers = new Map<string, Set<Handler>>();
  const asked: RoomRequest[] = [];
  const left: RoomRequest[] = [];
  const acks = new Map<string, Ack>();
  const call = (name: string, ...args: unknown[]) => {
    for (const handler of [...(handlers.get(name) ?? [])]) handler(...(args as never[]));
  };

  const socket = {
    connected: false,
    active: true,
    io: { on() {}, off() {} },
    connect() {},
    disconnect() {},
    on(name: string, handler: Handler) {
      handlers.set(name, (handlers.get(name) ?? new Set()).add(handler));
    },
    off(name: string, handler: Handler) {
      handlers.get(name)?.delete(handler);
    },
    timeout: () => ({
      emit(_name: 'subscribe', room: RoomRequest, ack: Ack) {
        asked.push(room);
        acks.set(roomKey(room), ack);
      },
    }),
    emit(_name: 'unsubscribe', room: RoomRequest) {
      left.push(room);
    },
  };

  return {
    asSocket: socket as unknown as Socket<ServerEvents, ClientEvents>,
    comesUp() {
      socket.connected = true;
      call('connect');
    },
    goesDown() {
      socket.connected = false;
      call('disconnect', 'transport close');
    },
    /** Acknowledges the newest subscription of a room. */
    answer: (room: RoomRequest, answer: unknown) => acks.get(roomKey(room))?.(null, answer),
    says<Name extends keyof ServerEvents>(name: Name, ...event: Parameters<ServerEvents[Name]>) {
      call(name, ...event);
    },
    asked: () => asked,
    left: () => left,
  };
}
