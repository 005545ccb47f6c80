import type { Clock, Ear, Live, StaleStore, Sweeper } from '../../server/domain/ports.ts';
import type { Runs } from '../../server/services/runs.ts';
import type { StaleDetection } from '../../server/services/stale-detection.ts';
import type { StormGuard } from '../../server/services/storm-guard.ts';
import type { Suspicions } from '../../server/services/suspicion.ts';
import type { Machine } from '../engine/machine.ts';
import type { ModelStore, StoreRules } from '../store/model-store.ts';
import type { Tables } from '../store/tables.ts';

/** What a flaw can get at: the parts below the one that it spoils. */
export interface Below {
  tables: Tables;
  clock: Clock;
  machine: Machine;
  store: ModelStore;
  /** The same store, going by other rules. */
  storeWith(rules: Partial<StoreRules>): ModelStore;
}

/** A mistake that someone could have made: it takes a part and gives a spoilt one in its place. */
export interface Flaw {
  startupRecovery?: 'all';
  store?(store: ModelStore, below: Below): ModelStore;
  /** The clock of the sweeps and of the deadline timer. */
  clock?(clock: Clock, below: Below): Clock;
  live?(live: Live, below: Below): Live;
  ear?(ear: Ear, below: Below): Ear;
  guard?(guard: StormGuard, below: Below): StormGuard;
  detection?(detection: StaleDetection, below: Below & { live: Live }): StaleDetection;
  sweeper?(sweeper: Sweeper, below: Below & { detection: StaleDetection }): Sweeper;
  suspicion?(suspicion: Suspicions, below: Below & { live: Live }): Suspicions;
  runs?(runs: Runs, below: Below): Runs;
  /** What the deadline timer asks for. */
  timer?(
    store: Pick<StaleStore, 'nextDeadline' | 'sweeps'>,
  ): Pick<StaleStore, 'nextDeadline' | 'sweeps'>;
}
