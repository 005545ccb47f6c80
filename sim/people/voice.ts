import type { Backoff } from '../../clients/delivery.ts';
import type { RunEvent } from '../../server/domain/report.ts';
import { note } from '../oracle/run-truth.ts';
import type { Answer, Request } from '../server/server.ts';
import type { Line } from './network.ts';

/** What a reporter is told by the answers. */
export interface Ears {
  /** The run has started, or was found. */
  started(runId: string): void;
  /** An operator asked the run to stop. */
  cancelled(): void;
  /** Flatline says that the run is over. */
  over(status: string): void;
}

/** Says what a scraper reports, one call at a time, again until it has arrived. */
export interface Voice {
  say(event: RunEvent): void;
  /** Says nothing any more: its process is dead. */
  die(): void;
}

/** The parts that {@link createVoice} stands on. */
export interface VoiceParts {
  start: Extract<Request, { kind: 'start' }>;
  line: Line;
  backoff: Backoff;
  ears: Ears;
  send(line: Line, request: Request, done: (answer: Answer) => void): void;
  after(ms: number, fire: () => void): void;
  now(): number;
  /** How far the reporter's own clock is off, in milliseconds: it is shown, and judged by nowhere. */
  skew: number;
}

/** As the reporters' `SEND_INTERVAL`, in milliseconds. */
const SEND_INTERVAL = 200;

/** A reporter's delivery: what `clients/delivery.ts` and `clients/outbox.ts` do, without promises. */
export function createVoice(parts: VoiceParts): Voice {
  const { line, ears, send, after, backoff } = parts;
  let runId: string | null = null;
  let waiting: RunEvent[] = [];
  let flight: RunEvent[] = [];
  let seq = 0;
  let attempt = 0;
  let busy = true;
  let over = false;
  /** Nothing may follow a finish. */
  let finished = false;
  start();

  return {
    say(event) {
      if (over || finished) return;
      finished = event.type === 'finish';
      if (event.type === 'heartbeat' && waiting.length > 0) return;
      if (waiting.at(-1)?.type === 'heartbeat') waiting.pop();
      waiting.push({ ...event, at: parts.now() + parts.skew });
      if (!busy) next();
    },
    die() {
      over = true;
      waiting = [];
    },
  };

  function start(): void {
    if (over) return;
    send(line, parts.start, (answer) => {
      if (over) return;
      if (answer.kind !== 'answered') return again(answer, start);
      attempt = 0;
      const { id } = answer.body.run as { id: string };
      runId = id;
      ears.started(id);
      busy = false;
      if (waiting.length > 0) next();
    });
  }

  function next(): void {
    if (flight.length === 0) {
      flight = waiting.map((event) => ({ ...event, seq: seq++ }));
      waiting = [];
    }
    if (flight.length === 0 || runId === null) {
      busy = false;
      return;
    }
    busy = true;
    if (line.truth !== null) note(line.truth, parts.now(), `tries to speak (seq ${seq - 1})`);
    send(line, { kind: 'report', runId, events: flight }, heard);
  }

  function heard(answer: Answer): void {
    if (over) return;
    if (answer.kind === 'closed') {
      close(answer.status);
      return;
    }
    if (answer.kind === 'unreachable') {
      again(answer, next);
      return;
    }
    attempt = 0;
    acknowledge();
    const { status, reason } = answer.body as { status: string; reason: string | null };
    if (status !== 'RUNNING') {
      close(status);
      return;
    }
    if (reason === 'cancelled') ears.cancelled();
    // Not at once: what is reported in a moment goes into one call.
    after(SEND_INTERVAL, () => {
      if (!over) next();
    });
  }

  function acknowledge(): void {
    const { truth } = line;
    if (truth !== null) {
      truth.ackedSeq = Math.max(truth.ackedSeq, flight.at(-1)?.seq ?? -1);
      for (const event of flight) if (event.type === 'log') truth.ackedLogs.push(event.message);
      note(truth, parts.now(), `is answered (seq ${flight.at(-1)?.seq})`);
    }
    flight = [];
  }

  function again(answer: Answer, retry: () => void): void {
    const asked = answer.kind === 'unreachable' ? answer.retryAfterMs : null;
    const wait = asked ?? backoff(attempt);
    attempt += 1;
    if (line.truth !== null)
      note(line.truth, parts.now(), `is not heard, and waits ${Math.ceil(wait)} ms`);
    after(wait, () => {
      if (!over) retry();
    });
  }

  function close(status: string): void {
    over = true;
    waiting = [];
    ears.over(status);
  }
}
