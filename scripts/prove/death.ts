import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../../bench/bench.ts';
import { createCrowd, type Member } from './crowd.ts';
import type { Several } from './several.ts';

/** How servers are killed. */
export interface DeathSettings {
  /** How many LOCAL runs each server executes, and half as many REMOTE ones speak to any. */
  each: number;
  /** Whether one stays away first, until the others have failed its LOCAL runs. */
  staysAway: boolean;
}

/** Milliseconds between two lines of one reporter. */
const EVERY = 500;
/** Seconds of silence that a run is allowed: enough for the others to know why a LOCAL one is silent. */
const STALE_AFTER = 25;
/** Seconds within which the others must have failed the runs of a server that stays away. */
export const FOUND_WITHIN = STALE_AFTER + 15;

/** What must not have happened. */
export const DEATH_RIGHT = { orphansLeft: 0, orphansMisnamed: 0, healthyKilled: 0, linesLost: 0 };

/**
 * A server is killed (SIGKILL). While it stays away the others fail its LOCAL runs; started again at
 * once it fails them itself. The LOCAL runs of others and all REMOTE ones go on. Yields what went
 * wrong, which must be 0, and how long it took until the dead were found.
 */
export async function death(
  several: Several,
  { each, staysAway }: DeathSettings,
): Promise<Figures> {
  const { servers } = several;
  const victim = servers.length - 1;
  const crowd = createCrowd({ urls: servers.map(({ url }) => url), every: EVERY });
  const figures: Figures = { ...DEATH_RIGHT };
  try {
    await crowd.join(Math.ceil(each / 2), 'REMOTE', STALE_AFTER);
    for (let at = 0; at < victim; at += 1) await crowd.join(each, 'LOCAL', STALE_AFTER, at);
    if (staysAway) {
      const { orphans, killedAt } = await orphanSome(STALE_AFTER);
      await until((FOUND_WITHIN + 10) * 1000, () => noneRuns(orphans));
      figures.orphansFoundAfterSeconds = (Date.now() - killedAt) / 1000;
      await count(orphans);
      await several.restart(victim);
      await pause(EVERY * 2);
    }
    const { orphans } = await orphanSome(600);
    const { readyAt } = await several.restart(victim);
    // Each was failed before the server was ready; it says so itself.
    await until(5000, () => noneRuns(orphans));
    figures.orphansFoundAtBootMs = Date.now() - readyAt;
    await count(orphans);
    // Whoever would die of it had the time.
    await pause(EVERY * 4);
    await crowd.leave();
    await countHealthy();
    return figures;
  } finally {
    await crowd.leave();
  }

  async function orphanSome(staleAfter: number) {
    const orphans = await crowd.join(each, 'LOCAL', staleAfter, victim);
    await pause(EVERY * 2);
    await servers[victim]?.kill();
    // They die with the process that executes them.
    for (const orphan of orphans) orphan.alive = false;
    return { orphans, killedAt: Date.now() };
  }

  async function noneRuns(members: readonly Member[]): Promise<boolean> {
    const [row] = await several.query<{ runs: number }>(
      `SELECT COUNT(*)::int AS runs FROM "ScrapeRun" WHERE "status" = 'RUNNING' AND "id" = ANY($1)`,
      [members.map(({ id }) => id)],
    );
    return row?.runs === 0;
  }

  async function count(orphans: readonly Member[]): Promise<void> {
    for (const orphan of orphans) {
      const { run } = await detailOf(orphan);
      if (run.status !== 'FAILED') bump('orphansLeft');
      else if (run.error?.detail.cause !== 'server_restarted') bump('orphansMisnamed');
      countLines(orphan, run.logs);
    }
  }

  async function countHealthy(): Promise<void> {
    for (const member of crowd.members.filter(({ alive }) => alive)) {
      const { run } = await detailOf(member);
      if (run.status !== 'RUNNING' || member.closed !== null) bump('healthyKilled');
      countLines(member, run.logs);
    }
  }

  function detailOf({ id }: Member) {
    return crowd.get<Detail>(`/api/runs/${id}`);
  }

  function countLines({ acknowledged }: Member, logs: readonly { message: string }[]): void {
    const kept = new Set(logs.map(({ message }) => message));
    for (const line of acknowledged) if (!kept.has(line)) bump('linesLost');
  }

  function bump(name: string): void {
    figures[name] = (figures[name] ?? 0) + 1;
  }
}

interface Detail {
  run: {
    status: string;
    error: { detail: { cause?: string } } | null;
    logs: { message: string }[];
  };
}

/** Asks again and again, for so many milliseconds at the most. */
async function until(within: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; await pause(50)) if (await isSo()) return;
}
