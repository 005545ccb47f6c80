import { createMachine } from './engine/machine.ts';
import { createRandom } from './engine/random.ts';
import { createTimeline } from './engine/timeline.ts';
import { createFaults } from './faults/faults.ts';
import type { FaultKind } from './faults/harm.ts';
import { type Figures, noFigures } from './oracle/figures.ts';
import { createJudgement, type Violation } from './oracle/judgement.ts';
import { createOracle } from './oracle/oracle.ts';
import { takeStock } from './oracle/stock.ts';
import { createCrowd } from './people/crowd.ts';
import { createNetwork } from './people/network.ts';
import { startOperators } from './people/operators.ts';
import type { Flaw } from './server/flaw.ts';
import { createServer, type Server } from './server/server.ts';
import type { Trouble } from './store/database.ts';
import { createTables, type Row } from './store/tables.ts';

/** A world to live through. */
export interface WorldPlan {
  seed: number;
  flaw?: Flaw;
  /** How many runs live at a time; by the seed unless told. */
  size?: number;
  servers?: 1 | 2;
  /** Between two faults, on average; milliseconds. */
  faultsEvery?: number;
  only?: readonly FaultKind[];
  /** Whether its clock may be set back; by the seed unless told. */
  mayGoBack?: boolean;
  hours?: number;
  /** Goes on after an invariant is broken. */
  goesOn?: boolean;
  /** Asked often: whether to stop here. */
  isEnough(): boolean;
}

/** What came of a world. */
export interface Outcome {
  figures: Figures;
  violation: Violation | null;
  faults: readonly [at: number, what: string][];
  /** When it began and ended, in milliseconds of true time. */
  from: number;
  to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = Date.UTC(2026, 0, 1);
/** Between two quiet moments, in which all is compared. */
const STOCK_EVERY = 40 * MINUTE;
/** How long it takes after the last fault until all is quiet. */
const QUIET_AFTER = 100_000;
/** What was written since then may be on its way to the dashboards. */
const SETTLED_AFTER = 1500;

/** Lives through one world. */
export async function live(plan: WorldPlan): Promise<Outcome> {
  const random = createRandom(plan.seed);
  const timeline = createTimeline(BEGIN);
  const machine = createMachine(timeline);
  const tables = createTables();
  const trouble: Trouble = { awayUntil: 0, slowUntil: 0, latency: 0 };
  const figures = noFigures();
  const judgement = createJudgement(timeline.now);
  const oracle = createOracle({ timeline, machine, tables, judgement, figures });
  const servers: Server[] = [];
  const count = plan.servers ?? (random.chance(0.2) ? 2 : 1);
  const mayGoBack = plan.mayGoBack ?? (count === 1 && random.chance(0.5));
  const size = plan.size ?? (random.chance(0.1) ? 1000 : random.int(200, 400));
  for (const name of ['a', 'b'].slice(0, count)) {
    servers.push(
      createServer({
        name,
        timeline,
        machine,
        tables,
        trouble,
        random: random.fork(),
        oracle,
        flaw: plan.flaw ?? {},
        isTickLost: () => faults.isTickLost(),
        changed,
        committed: (server) => faults.committed(server),
      }),
    );
  }
  const harmed = new Set<string>();
  const network = createNetwork({
    timeline,
    machine,
    servers,
    oracle,
    random: random.fork(),
    harmed(truth) {
      if (truth === null || truth.diedAt !== null || harmed.has(truth.id)) return;
      harmed.add(truth.id);
      figures.incidents += 1;
    },
  });
  const crowd = createCrowd({
    timeline,
    machine,
    tables,
    trouble,
    network,
    oracle,
    figures,
    servers,
    random: random.fork(),
    size,
    // Foreign rows carry the host's time, and a boot takes LOCAL runs for its own.
    without: (kind) => (count > 1 && kind.origin === 'LOCAL') || (mayGoBack && kind.foreign),
  });
  const faults = createFaults({
    timeline,
    machine,
    network,
    servers,
    crowd,
    oracle,
    figures,
    trouble,
    random: random.fork(),
    every: plan.faultsEvery ?? 12 * MINUTE,
    ...(plan.only === undefined ? {} : { only: plan.only }),
    mayGoBack,
    changed,
  });

  for (const server of servers) server.boot();
  crowd.start();
  timeline.at(BEGIN + 20 * MINUTE, faults.start);
  startOperators({ timeline, tables, servers, oracle, figures, random: random.fork() });
  everyMinute();
  planStock();
  const end = BEGIN + (plan.hours ?? 10) * HOUR;
  await timeline.run(end, isOver);
  figures.worldTime = timeline.now() - BEGIN;
  figures.events = timeline.happened();
  return {
    figures,
    violation: judgement.first(),
    faults: faults.schedule(),
    from: BEGIN,
    to: timeline.now(),
  };

  function isOver(): boolean {
    if (plan.goesOn !== true && judgement.first() !== null) return true;
    return (timeline.happened() & 4095) === 0 && plan.isEnough();
  }

  /** Somebody can hear, or nobody can. */
  function changed(): void {
    const now = timeline.now();
    const isHeard = now >= trouble.awayUntil && servers.some((server) => server.hears());
    oracle.silence.set(!isHeard, now);
  }

  function everyMinute(): void {
    timeline.quietly(timeline.now() + MINUTE, () => {
      figures.runTime += tables.running.size * MINUTE;
      oracle.lookAround();
      everyMinute();
    });
  }

  /** Waits until the faults are over and no new ones come, then compares everything. */
  function planStock(): void {
    timeline.quietly(timeline.now() + STOCK_EVERY, () => {
      faults.hold(true);
      whenQuiet();
    });
  }

  function whenQuiet(): void {
    const quietAt = faults.busyUntil() + QUIET_AFTER;
    if (timeline.now() < quietAt || !servers.every((server) => server.isUp())) {
      timeline.quietly(Math.max(quietAt, timeline.now() + MINUTE), whenQuiet);
      return;
    }
    harmed.clear();
    const before = new Map([...tables.rows.values()].map((row) => [row, row.record]));
    timeline.at(timeline.now() + SETTLED_AFTER, () => {
      // One server is not told what the other writes; its pages see it when they ask.
      if (servers.length > 1) for (const server of servers) server.refetch();
      timeline.quietly(timeline.now() + SETTLED_AFTER, () => compare(before));
    });
  }

  function compare(before: Map<Row, Row['record']>): void {
    const isForeign = (id: string) => tables.rows.get(id)?.record.scraper === 'foreign';
    const isSettled = (row: Row) => before.get(row) === row.record;
    takeStock({
      tables,
      servers,
      oracle,
      judgement,
      isForeign,
      isBehind: oracle.hasGoneBack(),
      isSettled,
    });
    faults.hold(false);
    planStock();
  }
}
