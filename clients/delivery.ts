import type { CallResult, ReporterClock } from './call.ts';
import type { NumberedEvent, Outbox } from './outbox.ts';

/** How the reporting of a run ended. */
export type Ending = { kind: 'closed'; status: string } | { kind: 'refused'; why: string };

/** The parts of {@link createDelivery}. */
export interface DeliveryParts {
  outbox: Outbox;
  clock: ReporterClock;
  backoff: Backoff;
  /** The least time between the beginnings of two calls, in milliseconds. */
  sendInterval: number;
  post(events: NumberedEvent[]): Promise<CallResult>;
  onAnswer(answer: Record<string, unknown>): void;
  /** Events that will never be taken and were dropped. */
  onDropped(why: string): void;
  onEnd(ending: Ending): void;
}

/** How long to wait before try number `attempt` (from 0), in milliseconds. */
export type Backoff = (attempt: number) => number;

/** Half a second, doubling to 30 s, each between half and all of it, so that reporters spread out. */
export function createBackoff(random: () => number): Backoff {
  return (attempt) => Math.min(30_000, 500 * 2 ** attempt) * (0.5 + random() / 2);
}

/** Sends what the outbox holds, one call at a time, again and again until it has arrived. */
export function createDelivery(parts: DeliveryParts) {
  const { outbox, clock, sendInterval } = parts;
  let running = false;
  let over = false;
  let hurry = false;
  let lastCallAt = Number.NEGATIVE_INFINITY;
  let skipPause: () => void = () => {};

  return {
    /** Something was added; `urgent` does not wait for the interval. */
    nudge({ urgent }: { urgent: boolean }): void {
      hurry ||= urgent;
      if (urgent) skipPause();
      if (!running && !over) void run();
    },
    /** Sends nothing more. */
    stop(): void {
      over = true;
      outbox.clear();
    },
  };

  async function run(): Promise<void> {
    running = true;
    let attempt = 0;
    // What is reported in the same turn goes into the same call.
    await Promise.resolve();
    while (!over && !outbox.isEmpty()) {
      if (attempt === 0 && !hurry) await pause();
      hurry = false;
      if (over) break;
      lastCallAt = clock.now();
      const result = await parts.post(outbox.take());
      if (over) break;
      if (result.kind === 'unreachable') {
        const wait = result.retryAfterMs ?? parts.backoff(attempt);
        attempt += 1;
        await new Promise<void>((resolve) => clock.after(wait, resolve));
      } else {
        attempt = 0;
        receive(result);
      }
    }
    running = false;
  }

  function receive(result: Exclude<CallResult, { kind: 'unreachable' }>): void {
    if (result.kind === 'answered') {
      outbox.settle();
      parts.onAnswer(result.body);
    } else if (result.kind === 'refused' && result.events.length > 0) {
      outbox.settle(result.events);
      parts.onDropped(result.why);
    } else {
      over = true;
      outbox.clear();
      parts.onEnd(result);
    }
  }

  function pause(): Promise<void> {
    const rest = lastCallAt + sendInterval - clock.now();
    if (rest <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const lift = clock.after(rest, resolve);
      skipPause = () => {
        lift();
        resolve();
      };
    });
  }
}
