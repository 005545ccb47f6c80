import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server that a test can break. */
export interface TcpProxy {
  port: number;
  /** Breaks all connections. */
  cut(): void;
  /** Lets the next request that holds `text` through, and cuts its connection before the answer. */
  loseAnswerTo(text: string): void;
}

/** Passes connections on to a port of loopback; closed when the test ends. */
export async function openTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let doomed: string | null = null;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    let deaf = false;
    client.on('data', (chunk) => {
      if (doomed !== null && chunk.includes(doomed)) {
        doomed = null;
        deaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (deaf) client.destroy();
      else client.write(chunk);
    });
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const either of pair) either.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    cut,
    loseAnswerTo: (text) => {
      doomed = text;
    },
  };
}
