import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../server/domain/events.ts';

/** Asks the server for the board over a socket: how long the answer takes (milliseconds), and its size. */
export async function measureSnapshot(url: string): Promise<{ ms: number; bytes: number }> {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { transports: ['websocket'] });
  try {
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(undefined)).once('connect_error', reject);
    });
    const asked = performance.now();
    const answer = await socket.emitWithAck('subscribe', { room: 'board' });
    const ms = performance.now() - asked;
    if (!answer.ok) throw new Error(answer.message);
    return { ms, bytes: JSON.stringify(answer).length };
  } finally {
    socket.close();
  }
}
