import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Frame } from './frame.ts';

/** Processes full of dashboards, all on the board of one server. */
export interface Audience {
  /** The frames that they got since they were asked last. */
  heard(): Promise<Frame[]>;
  close(): void;
}

/** Opens `sockets` dashboards on the server at `url`, in so many `processes`; they listen when this resolves. */
export async function openAudience(
  url: string,
  { sockets, processes }: { sockets: number; processes: number },
): Promise<Audience> {
  const children = Array.from({ length: processes }, () =>
    fork(
      fileURLToPath(new URL('listeners.ts', import.meta.url)),
      [url, String(sockets / processes)],
      { execArgv: ['--import', 'tsx'] },
    ),
  );
  const greetings = await Promise.all(children.map((child) => once(child, 'message')));
  if (greetings.some(([said]) => said !== 'listening')) throw new Error('A dashboard was refused.');
  return {
    async heard() {
      const parts = await Promise.all(
        children.map(async (child) => {
          const answered = once(child, 'message');
          child.send('heard?');
          return (await answered)[0] as Frame[];
        }),
      );
      return joined(parts.flat());
    },
    close: () => {
      for (const child of children) child.disconnect();
    },
  };
}

/** Each frame once, with the receipts of all processes, oldest first. */
function joined(parts: readonly Frame[]): Frame[] {
  const frames = new Map<string, Frame>();
  for (const { text, at } of parts) {
    const before = frames.get(text)?.at ?? [];
    frames.set(text, { text, at: [...before, ...at] });
  }
  return [...frames.values()].sort((a, b) => Math.min(...a.at) - Math.min(...b.at));
}
