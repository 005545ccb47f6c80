import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bench, Figures } from '../bench.ts';
import { startDatabase } from '../database.ts';
import { startProductionServer } from '../production-server.ts';
import type { Program } from '../program.ts';
import { createReporter } from '../reporter.ts';
import { median, percentile, rounded } from '../statistics.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';
import { lagsOf } from './lags.ts';
import { fallSilent, type Node } from './silence.ts';

const RUNS = 1000;
const NODES_MAX = 9;
/** What a run may be late before it counts as forgotten. */
const PATIENCE_MS = 20_000;

/** How many servers share the database, by `--nodes`. Throws a sentence. */
export function nodesOf(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { nodes: { type: 'string' } } });
  const nodes = Number(values.nodes ?? 1);
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= NODES_MAX) return nodes;
  throw new Error(`--nodes is the number of servers, 1 to ${NODES_MAX}.`);
}

/**
 * From the threshold of 1,000 runs that fall silent to the frame in a dashboard on each node. One
 * server is on SQLite, several are on one PostgreSQL.
 */
export function createLagBench(count: number): Bench {
  return {
    usesPages: true,
    bounds: { p99Ms: count === 1 ? 250 : 1000, missing: 0, repeated: 0, early: 0 },

    async run({ scratch, say }) {
      const database = await startDatabase(count === 1 ? 'sqlite' : 'postgres', scratch);
      const servers: Program[] = [];
      const nodes: Listened[] = [];
      try {
        for (let index = 0; index < count; index += 1) {
          const server = await startProductionServer(database.url);
          servers.push(server);
          const { url } = server;
          nodes.push({ reporter: createReporter(url), dashboard: await openDashboard(url) });
        }
        say(`> ${RUNS} runs start, report once and fall silent`);
        const thresholds = await fallSilent(nodes, RUNS);
        const last = Math.max(...thresholds.values());
        const spread = last - Math.min(...thresholds.values());
        say(`> waiting for their deaths, which are due within ${spread} ms of each other`);
        await Promise.all(nodes.map(({ dashboard }) => untilTold(dashboard, last + PATIENCE_MS)));
        return { ...(await measured(nodes, thresholds)), deathsWithinMs: spread };
      } finally {
        for (const { reporter, dashboard } of nodes) {
          reporter.close();
          dashboard.close();
        }
        for (const server of servers) await server.stop();
        await database.stop();
      }
    },
  };
}

interface Listened extends Node {
  dashboard: Dashboard;
}

async function measured(
  nodes: readonly Listened[],
  thresholds: ReadonlyMap<string, number>,
): Promise<Figures> {
  const told = await Promise.all(
    nodes.map(async ({ dashboard }) => lagsOf(thresholds, await dashboard.received())),
  );
  const each = told.map(({ lags }, index) => {
    const name = `node${index + 1}`;
    return Object.entries(lagFigures(lags)).map(([key, value]) => [`${name}.${key}`, value]);
  });
  const sum = (what: 'missing' | 'repeated' | 'early') =>
    told.reduce((all, its) => all + its[what], 0);
  return {
    ...lagFigures(told.flatMap(({ lags }) => lags)),
    ...(nodes.length > 1 ? Object.fromEntries(each.flat()) : {}),
    missing: sum('missing'),
    repeated: sum('repeated'),
    early: sum('early'),
  };
}

function lagFigures(lags: readonly number[]) {
  return {
    p50Ms: rounded(median(lags)),
    p99Ms: percentile(lags, 99),
    maxMs: percentile(lags, 100),
  };
}

/** A second longer than all deaths take, so that a frame that comes twice is seen. */
async function untilTold(dashboard: Dashboard, deadline: number): Promise<void> {
  while ((await dashboard.count()) < RUNS && Date.now() < deadline) await wait(250);
  await wait(1000);
}
