import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** A reporter with an event loop of its own, which sends while the test's loop stands still. */
export interface DistantReporter {
  /** Posts to `url` over a new connection; resolves with the status of the answer. */
  post(url: string, body: unknown): Promise<number>;
}

/** Resolves when it is ready; it ends with the test. */
export async function openDistantReporter(): Promise<DistantReporter> {
  const worker = new Worker(REPORTER, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'message');
  return {
    async post(url, body) {
      const answered = once(worker, 'message');
      worker.postMessage({ url, body: JSON.stringify(body) });
      return (await answered)[0] as number;
    },
  };
}

/** Blocks this thread, and with it the loop that the server runs on. */
export function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const REPORTER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ url, body }) => {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const answer = await fetch(url, { method: 'POST', body, headers });
  parentPort.postMessage(answer.status);
});
parentPort.postMessage('ready');
`;
