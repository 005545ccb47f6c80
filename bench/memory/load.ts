import { setTimeout as wait } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../server/domain/events.ts';
import { createReporter } from '../reporter.ts';

type Dashboard = Socket<ServerEvents, ClientEvents>;

/** A load on a server, until it is stopped. */
export interface Load {
  /** Events that were acknowledged, and frames that the dashboards got, so far. */
  counts(): { events: number; frames: number };
  stop(): Promise<void>;
}

/** Starts `runs` runs that each report every `intervalMs`, and opens `dashboards` boards. */
export async function startLoad(
  url: string,
  { runs, intervalMs, dashboards }: { runs: number; intervalMs: number; dashboards: number },
): Promise<Load> {
  const reporter = createReporter(url);
  const counts = { events: 0, frames: 0 };
  let stopped = false;
  const sockets = await Promise.all(
    Array.from({ length: dashboards }, () =>
      openBoard(url, () => {
        counts.frames += 1;
      }),
    ),
  );
  const startedAt = performance.now();
  const lives = Array.from({ length: runs }, async (_, index) => {
    await wait((index * intervalMs) / runs);
    const { runId } = await reporter.start(`shop-${index % 20}`, 600);
    for (let done = 1; !stopped; done += 1) {
      const due = startedAt + (index * intervalMs) / runs + done * intervalMs;
      await wait(Math.max(0, due - performance.now()));
      await reporter.report(runId, [{ type: 'progress', done, total: 1000, unit: 'pages' }]);
      counts.events += 1;
    }
  });
  const failed = Promise.all(lives).then(() => undefined);
  failed.catch(() => {});
  return {
    counts: () => ({ ...counts }),
    async stop() {
      stopped = true;
      for (const socket of sockets) socket.close();
      await failed;
      reporter.close();
    },
  };
}

function openBoard(url: string, onFrame: () => void): Promise<Dashboard> {
  const socket: Dashboard = io(url, { transports: ['websocket'], forceNew: true });
  socket.onAny(onFrame);
  return new Promise((resolve, reject) => {
    socket.on('connect', () => {
      socket.emit('subscribe', { room: 'board' }, (answer) =>
        answer.ok ? resolve(socket) : reject(new Error(answer.message)),
      );
    });
  });
}
