import type { RoomRequest } from '../domain/events.ts';
import { openRawWebSocket, type RawWebSocket } from './raw-websocket.ts';

/** A Socket.IO client that knows no more than the wire, and can stop to read. */
export interface RawDashboard extends RawWebSocket {
  /** What it was told, in order, as it came. */
  heard: { event: string; payload: Record<string, unknown> }[];
  /** Asks for a room; resolves with the acknowledgement. */
  subscribe(room: RoomRequest): Promise<Record<string, unknown>>;
  /** Resolves at the next thing that is heard. */
  next(): Promise<void>;
}

/** Connects to the channels on `port`. */
export async function openRawDashboard(port: number): Promise<RawDashboard> {
  const heard: RawDashboard['heard'] = [];
  const answers = new Map<string, (answer: Record<string, unknown>) => void>();
  let wake = () => {};
  let asked = 0;
  let connected = () => {};
  const whenConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });

  const raw = await openRawWebSocket(
    { port, path: '/socket.io/?EIO=4&transport=websocket' },
    (bytes) => {
      const text = bytes.toString();
      if (text === '2') raw.send('3');
      else if (text.startsWith('40')) connected();
      else if (text.startsWith('43')) {
        const [, id = '', body = ''] = /^43(\d+)(.*)$/s.exec(text) ?? [];
        answers.get(id)?.(JSON.parse(body)[0]);
      } else if (text.startsWith('42')) {
        const [event, payload] = JSON.parse(text.slice(2));
        heard.push({ event, payload });
      }
      wake();
    },
  );
  raw.send('40');
  await whenConnected;

  return {
    ...raw,
    heard,
    subscribe(room) {
      asked += 1;
      raw.send(`42${asked}${JSON.stringify(['subscribe', room])}`);
      return new Promise((resolve) => answers.set(String(asked), resolve));
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
