import { setTimeout as wait } from 'node:timers/promises';
import type { RunEvent } from '../../server/domain/report.ts';
import type { Random } from '../../sim/engine/random.ts';
import { createCaller } from '../caller.ts';
import { born, FIRST_PHASE, type Life, lastEvent, lived, nextEvents } from './life.ts';

/** Runs that report, end, and are followed by others, until they are stopped. */
export interface Lives {
  /** Every run that was acknowledged. */
  all: readonly Life[];
  /** Those in flight. */
  running(): string[];
  /** Milliseconds of each answer since the last call. */
  takeLatencies(): number[];
  /** Answers that asked for the same once more, with a 5xx, or no answer. */
  again(): number;
  /** Rejects as soon as something went wrong; never resolves before the stop. */
  failed: Promise<void>;
  /** Runs that were refused as ended although they had not ended. */
  wrongEnds(): number;
  /** Each finishes what it is about to say. Throws what went wrong on the way. */
  stop(): Promise<void>;
}

/** How often a run reports, and the least and the most of its reports, in milliseconds and counts. */
const LIFE = { interval: 5000, least: 6, most: 90 };
/** Long against the interval, short against the bench: a report that is lost for long would show as a death. */
const STALE_AFTER_SECONDS = 60;
const CONNECTIONS = 32;

/** Starts `count` runs at the server at `url`, spread over one interval. */
export function startLives(url: string, count: number, random: Random): Lives {
  const caller = createCaller({ url, connections: CONNECTIONS, timeoutMs: 10_000 });
  const all: Life[] = [];
  const current = new Map<number, string>();
  const tally = { again: 0, wrongEnds: 0 };
  let latencies: number[] = [];
  let stopped = false;
  const slots = Array.from({ length: count }, async (_, slot) => {
    await wait((slot * LIFE.interval) / count);
    while (!stopped) await live(slot);
  });
  const ended = Promise.all(slots).then(() => undefined);
  ended.catch(() => {});

  return {
    all,
    failed: ended,
    running: () => [...current.values()],
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    again: () => tally.again,
    wrongEnds: () => tally.wrongEnds,
    async stop() {
      stopped = true;
      await ended;
      caller.close();
    },
  };

  async function live(slot: number): Promise<void> {
    const started = await send('/api/runs', {
      scraper: `shop-${slot % 20}`,
      phase: FIRST_PHASE,
      staleAfterSeconds: STALE_AFTER_SECONDS,
      idempotencyKey: `${slot}-${all.length}`,
    });
    if (started.status > 201) throw new Error(`A start was answered with ${started.text}`);
    const at = all.push(born(JSON.parse(started.text).run.id)) - 1;
    current.set(slot, all[at]!.id);
    // Neither all at one moment nor drifting away from it: a little to either side.
    for (let left = random.int(LIFE.least, LIFE.most); left > 0 && !stopped; left -= 1) {
      await wait(LIFE.interval * (0.8 + random.int(0, 40) / 100));
      if (!(await report(at, nextEvents(all[at]!, random)))) return;
    }
    if (!stopped) await report(at, [lastEvent(all[at]!, random)]);
  }

  async function report(at: number, events: RunEvent[]): Promise<boolean> {
    const { status, text } = await send(`/api/runs/${all[at]!.id}/events`, events);
    if (status === 200) {
      all[at] = lived(all[at]!, events);
      return true;
    }
    if (status !== 409) throw new Error(`A report was answered with ${status}: ${text}`);
    tally.wrongEnds += 1;
    return false;
  }

  /** As a reporter does: what found no answer is said again with the same numbers. */
  async function send(path: string, body: unknown): Promise<{ status: number; text: string }> {
    for (;;) {
      const sentAt = performance.now();
      const answer = await caller.call('POST', path, body).catch(() => null);
      latencies.push(performance.now() - sentAt);
      if (answer !== null && answer.status < 500) return answer;
      tally.again += 1;
      await wait(1000);
    }
  }
}
