import type { Random } from '../engine/random.ts';
import { RANKS, type Timeline } from '../engine/timeline.ts';
import type { Figures } from '../oracle/figures.ts';
import { OPERATOR } from '../oracle/kills.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Request, Server } from '../server/server.ts';
import type { Tables } from '../store/tables.ts';

/** The parts that {@link startOperators} stands on. */
export interface OperatorsParts {
  timeline: Timeline;
  tables: Tables;
  servers: readonly Server[];
  oracle: Oracle;
  figures: Figures;
  random: Random;
}

/** Between two deeds, on average; milliseconds. */
const EVERY = 5 * 60_000;

/**
 * People at the dashboards: they cancel runs, press the button, give suspected runs time, and say
 * of some that are dead that they are (of those that are dead: they have looked).
 */
export function startOperators(parts: OperatorsParts): void {
  const { timeline, tables, servers, oracle, figures, random } = parts;
  plan();

  function plan(): void {
    timeline.at(
      timeline.now() + random.wait(EVERY),
      () => {
        const request = decide();
        const server = random.pick(servers);
        if (request !== null && server.process()?.isResponsive()) server.handle(request, () => {});
        plan();
      },
      RANKS.arrival,
    );
  }

  function decide(): Request | null {
    const running = [...tables.running].map(({ record }) => record);
    if (running.length === 0) return null;
    switch (random.int(0, 3)) {
      case 0:
        return { kind: 'cancel', runId: random.pick(running).id };
      case 1:
        return { kind: 'sweep', sweep: { trigger: 'manual' } };
      case 2: {
        const suspected = running.filter(({ suspectedAt }) => suspectedAt !== null);
        const runIds = suspected.slice(0, 3).map(({ id }) => id);
        if (runIds.length === 0) return null;
        figures.grants += runIds.length;
        return { kind: 'grant', runIds, seconds: 600 };
      }
      default: {
        const dead = running.filter(({ id }) => oracle.runs.get(id)?.diedAt != null);
        const runIds = dead.slice(0, 5).map(({ id }) => id);
        if (runIds.length === 0) return null;
        return { kind: 'sweep', sweep: { trigger: 'manual', actor: OPERATOR, runIds } };
      }
    }
  }
}
