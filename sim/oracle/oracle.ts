import type { Stretch } from './allowance.ts';
import { createCommitWatch, type WitnessMaker } from './commits.ts';
import type { Expected, Knowledge } from './knowledge.ts';
import { createPassWatch, type PassWatch } from './passes.ts';
import { lookAround } from './rounds.ts';
import { createRunTruth, type RunTruth } from './run-truth.ts';
import { createSilence, type Silence } from './silence.ts';
import { createToldWatch, type ToldWatch } from './told.ts';

/** Who knows the truth, and holds it against what the servers do. */
export interface Oracle {
  readonly silence: Silence;
  readonly stretches: Stretch[];
  readonly runs: ReadonlyMap<string, RunTruth>;
  readonly told: ToldWatch;
  readonly passes: PassWatch;
  witnessOf: WitnessMaker;
  /** A run will start with this idempotency key. */
  expect(key: string, run: Expected): void;
  byKey(key: string): RunTruth | undefined;
  /** A run that another program wrote. */
  foreign(id: string, run: Expected): RunTruth;
  isWatched(runId: string): boolean;
  /** This life of a server is ready, or has ended. */
  booted(life: string): void;
  died(life: string): void;
  isAlive(life: string): boolean;
  /** See {@link Knowledge.hasGoneBack}. */
  hasGoneBack(): boolean;
  /** Something failed in a way that nobody foresaw. */
  unsound(sentence: string, error: unknown): void;
  lookAround(): void;
}

/** The parts that {@link createOracle} stands on. */
export type OracleParts = Pick<
  Knowledge,
  'timeline' | 'machine' | 'tables' | 'judgement' | 'figures'
>;

export function createOracle(parts: OracleParts): Oracle {
  const { timeline, machine, tables, judgement } = parts;
  const known: Knowledge = {
    ...parts,
    silence: createSilence(),
    stretches: [],
    runs: new Map(),
    expected: new Map(),
    byKey: new Map(),
    alive: new Set(),
    hasGoneBack: false,
  };
  const { silence, stretches, runs, expected, byKey, alive } = known;
  const passes = createPassWatch(tables, judgement, timeline.now);
  const witnessOf = createCommitWatch(known, passes);

  return {
    silence,
    stretches,
    runs,
    told: createToldWatch(known),
    passes,
    witnessOf(life, now) {
      alive.add(life);
      return witnessOf(life, now);
    },
    expect: (key, run) => void expected.set(key, run),
    byKey: (key) => byKey.get(key),
    foreign(id, run) {
      const truth = createRunTruth({ ...run, id, signAt: timeline.now() });
      runs.set(id, truth);
      return truth;
    },
    isWatched: (runId) => runs.get(runId)?.isWatched ?? false,
    booted(life) {
      const now = timeline.now();
      lookForOrphans(life);
      stretches.push({ kind: 'boot', from: now, to: now });
      const behind = machine.behind();
      if (behind === 0) return;
      known.hasGoneBack = true;
      stretches.push({ kind: 'behind', from: now, to: now + behind });
    },
    died: (life) => void alive.delete(life),
    isAlive: (life) => alive.has(life),
    hasGoneBack: () => known.hasGoneBack,
    unsound(sentence, error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      judgement.breaks('sound', `${sentence}: ${why}`);
    },
    lookAround: () => lookAround(known),
  };

  function lookForOrphans(life: string): void {
    for (const { record } of tables.running) {
      const truth = runs.get(record.id);
      if (truth?.origin !== 'LOCAL' || truth.diedAt === null) continue;
      const sentence = `It died with its server and outlives the boot of ${life}.`;
      judgement.breaks('missed', sentence, truth);
    }
  }
}
