import type { Socket } from 'socket.io';

/** What waits on this side until one socket takes it. */
export interface Backlog {
  /** About how many bytes; 0 when the system has taken all. */
  waiting(): number;
}

/** The connection under a socket, as far as is looked at here; these names are Engine.IO's. */
interface Connection {
  /** What the transport has not been handed yet: it takes the next when the last has gone. */
  writeBuffer: readonly unknown[];
  transport: {
    writable: boolean;
    /** A WebSocket; a transport by polling has none. */
    socket?: { bufferedAmount: number; terminate(): void };
  };
}

/**
 * Follows what waits for a socket, from its connection on, and closes the socket when that is more
 * than `most` bytes, after telling how many. What the system's own buffers hold is not counted.
 * A socket that has not answered a ping is let go with all that waited for it: a farewell would
 * wait behind that for another half a minute.
 */
export function followBacklog(
  { conn }: Pick<Socket, 'conn'>,
  { most, onTooMuch }: { most: number; onTooMuch: (waiting: number) => void },
): Backlog {
  const connection = conn as unknown as Connection;
  let buffered = 0;

  // Told before a packet joins the buffer, which is empty when all before it were handed over.
  conn.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
    if (connection.writeBuffer.length === 0) buffered = 0;
    buffered += data?.length ?? 0;
    if (connection.transport.writable) return;
    const waiting = buffered + inTransport();
    if (waiting <= most) return;
    onTooMuch(waiting);
    const { socket } = connection.transport;
    // Without waiting until it is drained, and so that a client by polling is gone at once, too.
    conn.close(true);
    socket?.terminate();
  });
  conn.once('close', (reason: string) => {
    if (reason === 'ping timeout') connection.transport.socket?.terminate();
  });

  return {
    waiting: () => (connection.writeBuffer.length === 0 ? 0 : buffered) + inTransport(),
  };

  function inTransport(): number {
    const { writable, socket } = connection.transport;
    return writable ? 0 : (socket?.bufferedAmount ?? 0);
  }
}
