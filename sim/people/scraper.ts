import type { Backoff } from '../../clients/delivery.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Process } from '../engine/process.ts';
import type { Random } from '../engine/random.ts';
import { RANKS, type Timeline } from '../engine/timeline.ts';
import type { Expected } from '../oracle/knowledge.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { note } from '../oracle/run-truth.ts';
import { SETTINGS } from '../server/life.ts';
import type { Server } from '../server/server.ts';
import type { Kind } from './kinds.ts';
import type { Line, Network } from './network.ts';
import { createVoice, type Voice } from './voice.ts';

/** One run of a scraper, from its start to whatever end. */
export interface Scraper {
  readonly kind: Kind;
  readonly line: Line;
  /** Its process dies, with the server or by itself. */
  die(): void;
  isOver(): boolean;
}

/** The parts that {@link runScraper} stands on. */
export interface ScraperParts {
  timeline: Timeline;
  network: Network;
  oracle: Oracle;
  random: Random;
  kind: Kind;
  number: number;
  backoff: Backoff;
  /** The server that it runs in, for a LOCAL one. */
  home: Server | null;
  /** A fault by itself: a page takes nearly all of its patience. */
  slowPage(line: Line): void;
  /** It is over, in whatever way. */
  ended(scraper: Scraper): void;
}

/** A page that takes this share of the patience is a fault that is met. */
const SLOW = 0.75;
/** For so long a run that stands still beats on, in milliseconds. */
const STANDS_FOR = 2 * 60 * 60_000;

/** Starts a run and lets it live. */
export function runScraper(parts: ScraperParts): Scraper {
  const { timeline, oracle, random, kind, number } = parts;
  const process: Process | null = parts.home?.process() ?? null;
  const patience = (kind.staleAfterSeconds ?? SETTINGS.staleAfterSeconds) * 1000;
  const line: Line = { cutUntil: 0, server: number, truth: null };
  const key = `${number}`;
  const endsAt = timeline.now() + random.wait(kind.takes);
  const isDeadborn = random.chance(kind.neverSpeaks);
  const diesAt = random.chance(kind.dies) ? timeline.now() + random.wait(kind.takes / 2) : Infinity;
  const sticksAt = random.chance(kind.sticks)
    ? timeline.now() + random.wait(kind.takes / 3)
    : Infinity;
  let over = false;
  let done = 0;
  let phases = 0;
  const expected: Expected = {
    name: `#${number} ${kind.name}`,
    origin: kind.origin,
    patience,
    stuckAfter: SETTINGS.stuckAfterSeconds * 1000,
    diesOfStanding: kind.whenStuck === 'fail',
    isWatched: number % 8 === 0,
    diedAt: null,
  };
  oracle.expect(key, expected);
  const scraper: Scraper = { kind, line, die, isOver: () => over };
  const voice: Voice = createVoice({
    start: {
      kind: 'start',
      start: {
        scraper: kind.name,
        origin: kind.origin,
        phase: number % 3 === 0 ? 'start' : null,
        staleAfterSeconds: kind.staleAfterSeconds,
        idempotencyKey: key,
      },
    },
    line,
    backoff: parts.backoff,
    ears: {
      started() {
        line.truth = oracle.byKey(key) ?? null;
        if (isDeadborn) die();
      },
      cancelled: () => voice.say({ type: 'finish', outcome: 'cancelled' }),
      over: end,
    },
    send: parts.home === null ? parts.network.send : direct(parts.home),
    after,
    now: timeline.now,
    skew: random.chance(0.2) ? random.int(-2, 2) * 60 * 60_000 : random.int(-2000, 2000),
  });
  if (diesAt < Infinity) after(diesAt - timeline.now(), die);
  // Nobody waits for ever for what stands still.
  if (sticksAt < Infinity) after(sticksAt - timeline.now() + STANDS_FOR, die);
  if (kind.beats !== null) beat(kind.beats);
  step();
  return scraper;

  /** What runs in the server stands still with it. */
  function after(ms: number, fire: () => void): void {
    if (process === null) timeline.at(timeline.now() + ms, fire, RANKS.arrival);
    else process.later(ms, fire, RANKS.timer);
  }

  function beat(every: number): void {
    after(every, () => {
      if (over) return;
      voice.say({ type: 'heartbeat' });
      beat(every);
    });
  }

  function step(): void {
    const wait = Math.max(1, kind.step(random, patience));
    if (wait > patience * SLOW) parts.slowPage(line);
    after(wait, () => {
      if (over) return;
      const now = timeline.now();
      if (now >= endsAt) return finish();
      if (now < sticksAt) report();
      step();
    });
  }

  function report(): void {
    done += 1;
    if (kind.says !== 'phase') voice.say({ type: 'progress', done, total: null });
    if (kind.says === 'both' && done % 4 === 0) voice.say({ type: 'phase', phase: phaseName() });
    if (done % 5 === 0) voice.say({ type: 'log', level: 'info', message: `page ${done}` });
  }

  function phaseName(): string {
    phases += 1;
    return `phase ${phases % (LIMITS.pageMax / 10)}`;
  }

  function finish(): void {
    if (timeline.now() >= sticksAt) return;
    const outcome = random.chance(0.85) ? 'completed' : 'failed';
    voice.say({ type: 'finish', outcome });
  }

  function die(): void {
    if (over) return;
    const now = timeline.now();
    const truth = oracle.byKey(key);
    // A start that is on its way may still arrive.
    expected.diedAt = now;
    if (truth !== undefined) {
      truth.diedAt = now;
      note(truth, now, 'dies');
    }
    voice.die();
    end();
  }

  function end(): void {
    if (over) return;
    over = true;
    parts.ended(scraper);
  }
}

/** The way to the server that a run is executed by: no network, and no server but that. */
function direct(home: Server): Network['send'] {
  return (_line, request, done) => {
    const process = home.process();
    if (process === null) return;
    home.handle(request, done);
  };
}
