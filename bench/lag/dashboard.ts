import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Received } from './received.ts';

/** A dashboard in a process of its own, so that the load of the reporters does not delay it. */
export interface Dashboard {
  count(): Promise<number>;
  received(): Promise<Received[]>;
  close(): void;
}

/** Opens a dashboard on the server at `url`; it listens when this resolves. */
export async function openDashboard(url: string): Promise<Dashboard> {
  const child = fork(fileURLToPath(new URL('listener.ts', import.meta.url)), [url], {
    execArgv: ['--import', 'tsx'],
  });
  const answer = async <T>(question?: string): Promise<T> => {
    const answered = once(child, 'message');
    if (question !== undefined) child.send(question);
    return (await answered)[0] as T;
  };
  const greeting = await answer<string>();
  if (greeting !== 'listening') throw new Error(`The dashboard was refused: ${greeting}`);
  return {
    count: () => answer<number>('how many'),
    received: () => answer<Received[]>('what'),
    close: () => child.disconnect(),
  };
}
