import { bestSighting, type RoundTrip, withTrip } from '../domain/clock-offset.ts';
import {
  ALONE,
  BEAT_INTERVAL,
  type Company,
  companyOf,
  judgeNode,
  NODES_KEPT,
  type Node,
  type NodeRecord,
  presentNode,
  type SeenNode,
  SKEW_WORTH_A_WORD,
} from '../domain/node.ts';
import { DEAF_WATCH, lookAt, unheardFor } from '../domain/node-watch.ts';
import type {
  Clock,
  Deadlines,
  Executors,
  Log,
  Metrics,
  NodeStore,
  StaleStore,
  Startable,
} from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** How many round trips a start measures the database's time by. */
const TRIPS_AT_START = 4;
/** How many nodes are listed. */
const NODES_LISTED = 50;

/** This node, and what it knows of the others. `stop` says that this one stops. */
export interface Nodes extends Executors, Startable {
  /** This process. */
  readonly id: string;
  /** What the start found; until then nobody. */
  company(): Company;
  /** From now on others count on this one to hear, and it beats. Called when it has recovered. */
  join(): Promise<void>;
  /** This host's clock less the database's, in milliseconds. */
  skewMs(): number;
  /** The newest nodes, the last heard first. Throws `Problem('unavailable')`. */
  list(): Promise<{ now: Millis; nodes: Node[] }>;
}

/** The parts that {@link createNodes} stands on. */
export interface NodesParts {
  /** This process among all. */
  id: string;
  store: NodeStore;
  /** Where the next deadline is read: of what a node wrote that is gone nobody else may have been told. */
  runs: Pick<StaleStore, 'nextDeadline'>;
  deadlines: Deadlines;
  /** This node's name, once its port is known. */
  name: () => string;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

/**
 * Registers this process and watches the others. `start` learns the database's time before anything
 * is written, and throws `Problem('unavailable')` while the database is away.
 */
export function createNodes(parts: NodesParts): Nodes {
  const { id, store, runs, deadlines, clock, log, metrics } = parts;
  let startedAt: Millis | null = null;
  let company = ALONE;
  let trips: readonly RoundTrip[] = [];
  let skewMs = 0;
  let toldSkew = false;
  let watch = DEAF_WATCH;
  let failing = false;
  let running = false;
  let underWay: Promise<void> = Promise.resolve();
  let callOff = () => {};

  return {
    id,
    company: () => company,
    async start() {
      for (let trip = 0; trip < TRIPS_AT_START; trip += 1) await measure();
      const others = await store.others(id);
      const now = clock.now();
      company = companyOf(others, now, parts.name());
      startedAt = now;
      await store.beat(record(now), now - NODES_KEPT);
      const gone = others.filter((node) => company.others.get(node.id)?.verdict === 'gone');
      for (const node of gone) if (node.goneAt === null) await bury(node, now);
    },
    async join() {
      if (!store.shared()) return;
      running = true;
      await store.claim(id);
      await look();
      arm();
    },
    async stop() {
      running = false;
      callOff();
      await underWay;
      if (startedAt === null) return;
      startedAt = null;
      await store
        .stop(id, clock.now())
        .catch((error: unknown) => log.warn('the stop of this node could not be noted', { error }));
    },
    orphansAmong: async (runIds) =>
      store.shared() && runIds.length > 0 ? store.orphansAmong(runIds) : new Map(),
    skewMs: () => skewMs,
    async list() {
      const found = await store.newest(NODES_LISTED);
      const now = clock.now();
      // It answers: that is as good as a beat.
      const nodes = found.map((node) =>
        node.id === id ? { ...node, lastSeenAt: now, skewMs } : node,
      );
      return { now, nodes: nodes.map((node) => presentNode(node, id)) };
    },
  };

  function record(now: Millis): NodeRecord {
    const name = parts.name();
    const since = startedAt ?? now;
    return { id, name, startedAt: since, lastSeenAt: now, stoppedAt: null, goneAt: null, skewMs };
  }

  function arm(): void {
    if (!running) return;
    callOff = clock.after(BEAT_INTERVAL, () => {
      underWay = tick().then(arm);
    });
  }

  /** Never rejects. */
  async function tick(): Promise<void> {
    try {
      await measure();
      await store.beat(record(clock.now()));
      await look();
      const next = await runs.nextDeadline();
      if (next !== null) deadlines.notice(next);
      if (failing) log.info('this node is heard by the others again');
      failing = false;
    } catch (error) {
      watch = DEAF_WATCH;
      if (!failing) log.warn('this node could not say that it is alive', { error });
      failing = true;
    }
  }

  async function look(): Promise<void> {
    const others = await store.present(id);
    const now = clock.now();
    watch = lookAt(watch, others, clock.steady());
    for (const node of others) {
      const view = { now, name: null, unheardFor: unheardFor(watch, node.id) };
      if (judgeNode(node, view) === 'gone') await bury(node, now);
    }
  }

  async function bury(node: SeenNode, now: Millis): Promise<void> {
    // Another one may have, or it has spoken.
    if (!(await store.markGone(node, now))) return;
    if (!store.shared()) return;
    log.warn('a node is gone', { id: node.id, name: node.name, lastSeenAt: node.lastSeenAt });
    metrics.count('flatline_nodes_gone_total');
  }

  async function measure(): Promise<void> {
    const sent = clock.steady();
    const at = await store.time();
    if (at === null) return;
    trips = withTrip(trips, { sent, received: clock.steady(), at });
    const seen = bestSighting(trips);
    if (seen === null || clock.follow === undefined) return;
    skewMs = Math.round(clock.follow(seen, () => void measure().catch(() => {})));
    const isFar = Math.abs(skewMs) > SKEW_WORTH_A_WORD;
    if (isFar && !toldSkew) log.warn("this host's clock is not the database's", { skewMs });
    toldSkew = isFar;
  }
}
