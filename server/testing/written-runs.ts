import fc from 'fast-check';
import type { Signs } from '../domain/staleness.ts';
import type { Millis } from '../domain/time.ts';
import { stamp } from '../store/times.ts';
import { aForeignRun, anId } from './factories.ts';
import type { TestStore } from './store.ts';
import { aWrittenTime, type WrittenTime } from './time-forms.ts';

/** A RUNNING run with times that other programs may have written. */
export interface WrittenRun {
  startedAt: WrittenTime;
  lastHeartbeatAt: WrittenTime;
  phases: WrittenTime[];
  staleAfterSeconds: number;
  deadlineAt: Millis;
}

/** Runs as of `now`: their times on both sides of every boundary, exactly on it, and anywhere. */
export function aWrittenRun(now: Millis, more: readonly Millis[] = []): fc.Arbitrary<WrittenRun> {
  return fc.constantFrom(1, 60, 600, 604_800).chain((staleAfterSeconds) => {
    const boundaries = [...more, now + 60_000, now].flatMap((at) => [
      at,
      at - staleAfterSeconds * 1000,
    ]);
    const at = fc.oneof(
      fc
        .tuple(fc.constantFrom(...boundaries), fc.constantFrom(-1, 0, 1))
        .map(([boundary, off]) => boundary + off),
      fc.integer({ min: now - 3 * DAY, max: now + 3 * DAY }),
    );
    const time = aWrittenTime(at);
    return fc.record({
      startedAt: time,
      lastHeartbeatAt: fc.oneof(time, fc.constant({ written: null, at: null })),
      phases: fc.array(time, { maxLength: 3 }),
      staleAfterSeconds: fc.constant(staleAfterSeconds),
      deadlineAt: fc.oneof(fc.constant(0), at),
    });
  });
}

/** Writes the runs as another program would, behind every trigger's back, replacing all others. */
export async function writeRuns({ raw }: TestStore, runs: readonly WrittenRun[]): Promise<void> {
  await raw('DELETE FROM "ScrapeRun"');
  for (const [index, run] of runs.entries()) {
    const id = anId(index);
    await aForeignRun({ raw }, { id, startedAt: 0, staleAfterSeconds: run.staleAfterSeconds });
    await raw(
      'UPDATE "ScrapeRun" SET "startedAt" = ?, "lastHeartbeatAt" = ?, "deadlineAt" = ? WHERE id = ?',
      [run.startedAt.written, run.lastHeartbeatAt.written, stamp(run.deadlineAt), id],
    );
    for (const { written } of run.phases) {
      await raw('INSERT INTO "ScrapePhaseLog" ("runId", phase, "startedAt") VALUES (?, ?, ?)', [
        id,
        'p',
        written,
      ]);
    }
  }
}

/** What the domain is told of a run: nothing that cannot be read, no phase that cannot be true. */
export function signsOf(run: WrittenRun, now: Millis): Signs {
  const phases = run.phases
    .flatMap(({ at }) => (at === null ? [] : [at]))
    .filter((at) => at <= now + 60_000);
  return {
    startedAt: run.startedAt.at ?? 0,
    lastHeartbeatAt: run.lastHeartbeatAt.at,
    lastPhaseAt: phases.length === 0 ? null : Math.max(...phases),
  };
}

const DAY = 86_400_000;
