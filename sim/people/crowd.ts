import { createBackoff } from '../../clients/delivery.ts';
import type { Machine } from '../engine/machine.ts';
import type { Random } from '../engine/random.ts';
import type { Timeline } from '../engine/timeline.ts';
import type { Figures } from '../oracle/figures.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { RunTruth } from '../oracle/run-truth.ts';
import type { Server } from '../server/server.ts';
import type { Trouble } from '../store/database.ts';
import { insertScraper, type Tables } from '../store/tables.ts';
import { runForeign } from './foreign.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { Network } from './network.ts';
import { runScraper, type Scraper } from './scraper.ts';

/** All the scrapers of a world; where one ends another starts. */
export interface Crowd {
  /** Starts them, spread over the first minutes. */
  start(): void;
  /** Those whose process lives now. */
  living(): Scraper[];
  /** The runs that are alive in truth and RUNNING in the database. */
  livingRuns(): RunTruth[];
  /** Whatever ran in this server dies with it. */
  serverDied(server: Server): void;
}

/** The parts that {@link createCrowd} stands on. */
export interface CrowdParts {
  timeline: Timeline;
  machine: Machine;
  tables: Tables;
  trouble: Trouble;
  network: Network;
  oracle: Oracle;
  figures: Figures;
  servers: readonly Server[];
  random: Random;
  size: number;
  /** The kinds that this world has not. */
  without: (kind: Kind) => boolean;
}

/** The pause between two runs, on average, and how far the first are spread; milliseconds. */
const PAUSE = 60_000;
const SPREAD = 10 * 60_000;

export function createCrowd(parts: CrowdParts): Crowd {
  const { timeline, oracle, figures, servers, random } = parts;
  const kinds = KINDS.filter((kind) => !parts.without(kind));
  const homeless = kinds.filter(({ origin }) => origin === 'REMOTE');
  const living = new Set<Scraper>();
  const homes = new Map<Scraper, Server>();
  const slow = new Set<RunTruth>();
  let number = 0;

  return {
    start() {
      for (const { name, whenStuck } of KINDS) insertScraper(parts.tables, name, whenStuck);
      for (let index = 0; index < parts.size; index += 1) begin(random.int(1, SPREAD));
    },
    living: () => [...living],
    livingRuns() {
      const runs: RunTruth[] = [];
      for (const { record } of parts.tables.running) {
        const truth = oracle.runs.get(record.id);
        if (truth !== undefined && truth.diedAt === null) runs.push(truth);
      }
      return runs;
    },
    serverDied(server) {
      for (const [scraper, home] of homes) if (home === server) scraper.die();
    },
  };

  function begin(after: number): void {
    timeline.at(timeline.now() + after, () => {
      const home = servers[0]?.isUp() && servers[0].process()?.isResponsive() ? servers[0] : null;
      const own = random.fork();
      const kind = own.weighted(home === null ? homeless : kinds, ({ weight }) => weight);
      const isLocal = kind.origin === 'LOCAL';
      number += 1;
      const scraper = kind.foreign
        ? runForeign({ ...parts, kind, number, random: own, ended })
        : runScraper({
            ...parts,
            kind,
            number,
            random: own,
            backoff: createBackoff(own.fork().next),
            home: isLocal ? home : null,
            slowPage: (line) => slowPage(line.truth),
            ended,
          });
      if (scraper.isOver()) return;
      living.add(scraper);
      if (isLocal && home !== null) homes.set(scraper, home);
    });
  }

  function ended(scraper: Scraper): void {
    living.delete(scraper);
    homes.delete(scraper);
    begin(random.wait(PAUSE));
  }

  /** A fault by itself, which counts once a run. */
  function slowPage(truth: RunTruth | null): void {
    if (truth === null || slow.has(truth)) return;
    slow.add(truth);
    figures.incidents += 1;
  }
}
