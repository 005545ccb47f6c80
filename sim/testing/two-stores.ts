import { expect } from 'vitest';
import { aForeignPhase } from '../../server/testing/factories.ts';
import { createFakeClock, type FakeClock } from '../../server/testing/fake-clock.ts';
import { openTestStore, type TestStore } from '../../server/testing/store.ts';
import type { Door } from '../store/database.ts';
import { createModelStore, type ModelStore } from '../store/model-store.ts';
import { createTables, type Tables } from '../store/tables.ts';

/** The real store and the model, which are asked for the same and have to agree. */
export interface TwoStores {
  clock: FakeClock;
  real: TestStore;
  tables: Tables;
  /** Asks both, and expects one answer; yields the real one's. */
  both<T>(ask: (store: ModelStore) => Promise<T>): Promise<T>;
  /** Another program writes a phase into both. */
  foreignPhase(runId: string, phase: string, startedAt: number): Promise<void>;
  /** Expects every run to be the same in both, with its lists. */
  expectSameRows(): Promise<void>;
}

/** At once, and one after the other. */
const OPEN_DOOR: Door = {
  read: async (job) => job(0),
  write: async (job) => job(0),
};

/** Opens {@link TwoStores} at the new year. */
export async function openTwoStores(): Promise<TwoStores> {
  const clock = createFakeClock();
  const real = await openTestStore({ clock });
  const tables = createTables();
  const model = createModelStore({ tables, door: OPEN_DOOR, now: clock.now });

  async function both<T>(ask: (store: ModelStore) => Promise<T>): Promise<T> {
    const answer = await ask(real.store);
    expect(normal(await ask(model))).toEqual(normal(answer));
    return answer;
  }

  return {
    clock,
    real,
    tables,
    both,
    async foreignPhase(runId, phase, startedAt) {
      await aForeignPhase(real, { runId, phase, startedAt: new Date(startedAt).toISOString() });
      const row = tables.rows.get(runId);
      if (row === undefined) return;
      row.phases.push({ phase, startedAt, finishedAt: null });
      const lastPhaseAt = Math.max(row.record.lastPhaseAt ?? 0, startedAt);
      row.record = { ...row.record, lastPhaseAt };
    },
    async expectSameRows() {
      for (const id of tables.rows.keys()) {
        await both(({ runs }) => runs.detail(id, clock.now()));
      }
    },
  };
}

/**
 * What of an answer has to be the same: the silences are in few of them, and the order of a list of
 * rows that were changed is open. The simulator turns no pages.
 */
function normal(answer: unknown): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) =>
    key === 'silences' || key === 'nextCursor' ? undefined : value,
  );
  return text === undefined ? undefined : sorted(JSON.parse(text));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(sorted);
    if (all.every((one) => typeof one === 'string')) return all.sort();
    const isOfRuns = all.every((one) => typeof one === 'object' && one !== null && 'id' in one);
    return isOfRuns ? all.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : all;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}

function idOf(value: unknown): string {
  return String((value as { id: unknown }).id);
}
