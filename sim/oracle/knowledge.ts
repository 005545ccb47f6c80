import type { Machine } from '../engine/machine.ts';
import type { Timeline } from '../engine/timeline.ts';
import type { Tables } from '../store/tables.ts';
import type { Stretch } from './allowance.ts';
import type { Figures } from './figures.ts';
import type { Judgement } from './judgement.ts';
import type { RunTruth } from './run-truth.ts';
import type { Silence } from './silence.ts';

/** What is known before a run starts, by its idempotency key; its reporter may die first. */
export type Expected = Pick<
  RunTruth,
  'name' | 'origin' | 'patience' | 'stuckAfter' | 'diesOfStanding' | 'isWatched' | 'diedAt'
>;

/** All that the oracle knows. */
export interface Knowledge {
  timeline: Timeline;
  machine: Machine;
  tables: Tables;
  judgement: Judgement;
  figures: Figures;
  silence: Silence;
  stretches: Stretch[];
  runs: Map<string, RunTruth>;
  expected: Map<string, Expected>;
  byKey: Map<string, RunTruth>;
  /** The lives of servers that go on. */
  alive: Set<string>;
  /**
   * A server has booted with a clock that had been set back: signs that lie ahead of it are believed
   * one by one as it comes to them, and each ends a suspicion.
   */
  hasGoneBack: boolean;
}
