import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { GAP_REASONS } from '../domain/hearing.ts';
import type { CounterName, Metrics } from '../domain/ports.ts';
import { REMOVED_KINDS } from '../domain/retention.ts';
import { RUN_ORIGINS, RUN_STATUSES } from '../domain/run.ts';
import { SWEEP_REASONS, SWEEP_TRIGGERS } from '../domain/sweep.ts';

/** The metrics as Prometheus reads them. */
export interface MetricsPage {
  contentType: string;
  render(): Promise<string>;
}

/** The gauges: what is read at the moment of asking. */
export type GaugeName =
  | 'flatline_connected_sockets'
  | 'flatline_live_runs'
  | 'flatline_clock_skew_seconds';

/** The {@link Metrics} port on a registry of its own. */
export interface MetricsRegistry extends Metrics, MetricsPage {
  /** From now on the gauge answers with what `read` says; before, it is not there. */
  gauge(name: GaugeName, read: () => number): void;
}

/** Metrics of this server and of its process. Labels that a counter does not declare are left out. */
export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, { help, labels }]) => [
      name,
      startAtZero(
        new Counter({ name, help, labelNames: Object.keys(labels), registers: [registry] }),
        labels,
      ),
    ]),
  );
  const durations = new Histogram({
    name: 'flatline_sweep_duration_seconds',
    help: 'How long a pass took.',
    labelNames: ['trigger'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    count(name, labels = {}, by = 1) {
      counters.get(name)?.inc(pick(labels, Object.keys(COUNTERS[name].labels)), by);
    },
    observe(_name, seconds, labels = {}) {
      durations.observe(pick(labels, ['trigger']), seconds);
    },
    gauge(name, read) {
      new Gauge({
        name,
        help: GAUGES[name],
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
  };
}

/** Each label with the values that are known beforehand, so that they are there from the start. */
type Labels = Record<string, readonly string[]>;

const COUNTERS: Record<CounterName, { help: string; labels: Labels }> = {
  flatline_runs_started_total: { help: 'Runs started.', labels: { origin: RUN_ORIGINS } },
  flatline_events_total: {
    help: 'Events accepted.',
    labels: { type: ['heartbeat', 'phase', 'progress', 'error', 'log', 'finish'] },
  },
  flatline_duplicate_events_total: { help: 'Events that had come before.', labels: {} },
  flatline_runs_finished_total: {
    help: 'Runs that ended.',
    labels: { status: RUN_STATUSES.filter((status) => status !== 'RUNNING') },
  },
  flatline_sweeps_total: {
    help: 'Passes.',
    labels: { trigger: SWEEP_TRIGGERS, result: ['ok', 'failed'] },
  },
  flatline_marked_stale_total: {
    help: 'Runs marked as stale.',
    labels: { trigger: SWEEP_TRIGGERS },
  },
  flatline_spared_total: {
    help: 'Candidates spared.',
    labels: { reason: SWEEP_REASONS.filter((reason) => !['silent', 'stuck'].includes(reason)) },
  },
  flatline_spoke_after_death_total: {
    help: 'Late signs of runs that had been marked as stale: possible false kills.',
    labels: {},
  },
  flatline_suspected_total: { help: 'Runs suspected of being dead.', labels: {} },
  flatline_recovered_total: { help: 'Suspected runs that gave a sign of life.', labels: {} },
  flatline_stuck_total: { help: 'Runs that spoke but stood still for too long.', labels: {} },
  flatline_hearing_gaps_total: {
    help: 'Times in which no run could be heard.',
    labels: { reason: GAP_REASONS },
  },
  flatline_storms_total: { help: 'Storms: many runs that fell silent together.', labels: {} },
  flatline_nodes_gone_total: { help: 'Other nodes that this one found gone.', labels: {} },
  flatline_removed_total: {
    help: 'Rows removed since they are kept no longer.',
    labels: { kind: REMOVED_KINDS },
  },
  flatline_frames_total: { help: 'Frames sent to rooms.', labels: { room: ['board', 'run'] } },
  flatline_frames_missed_total: {
    help: 'Frames that a dashboard was left out of since it was behind.',
    labels: { room: ['board', 'run'] },
  },
  flatline_slow_sockets_closed_total: {
    help: 'Dashboards closed since too much waited for them.',
    labels: {},
  },
};

const GAUGES: Record<GaugeName, string> = {
  flatline_connected_sockets: 'Dashboards connected.',
  flatline_live_runs: 'Runs with an open channel.',
  flatline_clock_skew_seconds: "This host's clock less the database's.",
};

/** A series that is absent until its first event hides that event from a rate. */
function startAtZero(counter: Counter, labels: Labels): Counter {
  const combinations = Object.entries(labels).reduce<Record<string, string>[]>(
    (before, [label, values]) =>
      before.flatMap((others) => values.map((value) => ({ ...others, [label]: value }))),
    [{}],
  );
  for (const combination of combinations) counter.inc(combination, 0);
  return counter;
}

function pick(labels: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}
