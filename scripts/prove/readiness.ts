import { setTimeout as pause } from 'node:timers/promises';

/** Asks a server again and again whether it is ready. */
export interface Readiness {
  /** How often it said 503 since `from`, in milliseconds of this process's clock. */
  refusals(from: number): number;
  /** When it said 200 after all that was not; null while it does not. */
  readySince(): number | null;
  stop(): Promise<void>;
}

/** Milliseconds between two questions. */
const ASK_INTERVAL = 200;

/** Watches `/readyz` of the server at `url`. */
export function watchReadiness(url: string): Readiness {
  const refusedAt: number[] = [];
  let since: number | null = null;
  let over = false;
  const asking = ask();
  return {
    refusals: (from) => refusedAt.filter((at) => at >= from).length,
    readySince: () => since,
    async stop() {
      over = true;
      await asking;
    },
  };

  async function ask(): Promise<void> {
    for (; !over; await pause(ASK_INTERVAL)) {
      const status = await fetch(`${url}/readyz`).then(
        async (answer) => {
          await answer.text();
          return answer.status;
        },
        () => 0,
      );
      if (status === 200) since ??= Date.now();
      else since = null;
      if (status === 503) refusedAt.push(Date.now());
    }
  }
}
