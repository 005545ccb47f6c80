import { createServer } from 'node:http';
import { answerTo } from './pages.ts';

/** A small shop to be crawled, on a free port of loopback. */
export interface Shop {
  /** Known once started, such as http://127.0.0.1:40123. */
  readonly url: string;
  start(): Promise<void>;
  /** Cuts open connections, the silent one too. Tolerates never-started and twice. */
  stop(): Promise<void>;
}

/**
 * Makes the shop. Its delays are multiplied by `pace`; 0 answers at once. `onSilence` is called when
 * the page that never answers has been asked for.
 */
export function createShop({
  pace = 1,
  onSilence = () => {},
}: {
  pace?: number;
  onSilence?: () => void;
} = {}): Shop {
  let port = 0;
  const server = createServer((req, res) => {
    const answer = answerTo(new URL(req.url ?? '/', 'http://shop').pathname);
    if (answer.kind === 'silence') return onSilence();
    const timer = setTimeout(() => {
      res.writeHead(answer.status, { 'content-type': 'text/html; charset=utf-8' });
      res.end(answer.html);
    }, answer.delay * pace);
    res.once('close', () => clearTimeout(timer));
  });
  // It never hangs up on the one request that it never answers.
  server.requestTimeout = 0;
  server.timeout = 0;

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          port = typeof address === 'object' && address !== null ? address.port : 0;
          resolve();
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
