import type { Machine } from '../engine/machine.ts';
import type { Random } from '../engine/random.ts';
import type { Timeline } from '../engine/timeline.ts';
import type { Figures } from '../oracle/figures.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Crowd } from '../people/crowd.ts';
import type { Network } from '../people/network.ts';
import type { Server } from '../server/server.ts';
import type { Trouble } from '../store/database.ts';

/** What can go wrong. */
export const FAULT_KINDS = [
  'block',
  'away',
  'slow',
  'stall',
  'sleep',
  'leapForward',
  'leapBack',
  'loseTicks',
  'weather',
  'cut',
  'restart',
  'crashAtCommit',
  'massDeath',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The world that can be harmed. */
export interface Harmable {
  timeline: Timeline;
  machine: Machine;
  network: Network;
  servers: readonly Server[];
  crowd: Crowd;
  oracle: Oracle;
  figures: Figures;
  trouble: Trouble;
  random: Random;
  /** Whether somebody can hear may be different from now on. */
  changed(): void;
}

/** What a fault says of itself: what, how long it lasts, and how many living runs meet it. */
export type Met = (what: string, lasts: number, runs?: number) => void;

/** The ways to harm a world. */
export interface Harm {
  inject(kind: FaultKind): void;
  isTickLost(): boolean;
  /** A process has committed: it may be the one whose end was waited for. */
  committed(server: Server): void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function createHarm(world: Harmable, met: Met): Harm {
  const { timeline, machine, network, servers, crowd, oracle, figures, trouble, random } = world;
  let ticksLostUntil = 0;
  let crashing: Server | null = null;
  const kinds: Record<FaultKind, () => void> = {
    block,
    away,
    slow,
    stall,
    sleep,
    leapForward,
    leapBack,
    loseTicks,
    weather,
    cut,
    restart,
    crashAtCommit,
    massDeath,
  };

  return {
    inject: (kind) => kinds[kind](),
    isTickLost: () => timeline.now() < ticksLostUntil,
    committed(server) {
      if (server !== crashing) return;
      crashing = null;
      bringDown(server, 'is killed between a commit and its answer', random.int(1, 10) * SECOND);
    },
  };

  function upServer(): Server | null {
    const up = servers.filter((server) => server.isUp());
    return up.length === 0 ? null : random.pick(up);
  }

  /** `of`: how long nobody can hear, for the deadlines. */
  function stretch(kind: 'gap' | 'leap', of: number): void {
    const from = timeline.now();
    oracle.stretches.push({ kind, from, to: from + of });
  }

  function block(): void {
    const server = upServer();
    const ms = random.int(5 * SECOND, 120 * SECOND);
    if (server === null) return;
    met(`${server.name}'s event loop is blocked for ${inSeconds(ms)}`, ms);
    stretch('gap', ms);
    server.process()?.block(ms);
    changesAt(ms);
  }

  function away(): void {
    const ms = random.chance(0.2) ? 15 * MINUTE : random.int(2 * SECOND, 2 * MINUTE);
    met(`the database is away for ${inSeconds(ms)}`, ms);
    stretchAll(ms);
    trouble.awayUntil = Math.max(trouble.awayUntil, timeline.now() + ms);
    changesAt(ms);
  }

  function slow(): void {
    sluggish(random.int(1, 4) * MINUTE, random.int(300, 2500));
  }

  function stall(): void {
    sluggish(2 * MINUTE, 45 * SECOND);
  }

  function sluggish(ms: number, latency: number): void {
    met(`the database takes up to ${latency} ms for ${inSeconds(ms)}`, ms + 2 * latency);
    stretchAll(ms + 2 * latency);
    trouble.slowUntil = timeline.now() + ms;
    trouble.latency = latency;
  }

  function sleep(): void {
    if (isUnfair() || servers.some(isAhead)) return;
    const ms = random.chance(0.6) ? HOUR : random.int(MINUTE, 20 * MINUTE);
    met(`the host sleeps for ${inSeconds(ms)}`, ms);
    stretchAll(ms);
    machine.sleep(ms);
    changesAt(ms);
  }

  function leapForward(): void {
    if (isUnfair()) return;
    met('the clock is set forward by an hour', 0);
    stretch('leap', HOUR);
    // A second server gives the same hour back once more.
    for (const _ of servers.slice(1)) stretch('gap', HOUR);
    machine.leap(HOUR);
  }

  /**
   * Two servers, and reports that wait for the database: one that is written after a leap carries
   * the time before it, and the other server has given that leap back already (see the README).
   */
  function isUnfair(): boolean {
    const waits = timeline.now() < Math.max(trouble.awayUntil, trouble.slowUntil + trouble.latency);
    return servers.length > 1 && waits;
  }

  /** A process whose clock is ahead of one that was set back does not see how long it sleeps. */
  function isAhead(server: Server): boolean {
    return (server.process()?.clock.now() ?? 0) > machine.wall() + SECOND;
  }

  function leapBack(): void {
    met('the clock is set back by an hour', 0);
    machine.leap(-HOUR);
  }

  function loseTicks(): void {
    const ms = random.int(5, 20) * MINUTE;
    met(`cron ticks are lost for ${inSeconds(ms)}`, 0);
    ticksLostUntil = timeline.now() + ms;
  }

  function weather(): void {
    const ms = random.int(2, 15) * MINUTE;
    met(`the network loses, doubles and delays messages for ${inSeconds(ms)}`, ms, 0);
    network.weather = { until: timeline.now() + ms, loss: 0.02, doubles: 0.08, delays: 0.05 };
  }

  function cut(): void {
    const ms = random.int(20, 700) * SECOND;
    const share = random.chance(0.5) ? random.next() * 0.3 : 0.6 + random.next() * 0.4;
    const lines = crowd.living().filter(({ kind }) => kind.origin === 'REMOTE');
    const unlucky = lines.filter(() => random.chance(share)).map(({ line }) => line);
    met(`${unlucky.length} lines are cut for ${inSeconds(ms)}`, ms, unlucky.length);
    for (const line of unlucky) line.cutUntil = timeline.now() + ms;
  }

  function restart(): void {
    const server = upServer();
    const down = random.chance(0.15) ? random.int(2, 20) * MINUTE : random.int(1, 60) * SECOND;
    if (server !== null) bringDown(server, 'is killed', down);
  }

  function crashAtCommit(): void {
    crashing = upServer();
  }

  function bringDown(server: Server, how: string, ms: number): void {
    met(`${server.name} ${how}, and is down for ${inSeconds(ms)}`, ms + 15 * SECOND);
    figures.restarts += 1;
    server.kill();
    crowd.serverDied(server);
    timeline.at(timeline.now() + ms, () => server.boot());
  }

  function massDeath(): void {
    const share = random.next() * 0.7;
    const dead = crowd.living().filter(() => random.chance(share));
    met(`${dead.length} scrapers die at once`, 0, 0);
    for (const scraper of dead) scraper.die();
  }

  function stretchAll(ms: number): void {
    // Each server gives back what it could not hear.
    for (const _ of servers) stretch('gap', ms);
  }

  function changesAt(ms: number): void {
    world.changed();
    timeline.at(timeline.now() + ms, world.changed);
  }
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
