import { describe, expect, test } from 'vitest';
import type { Run } from '../../server/domain/run.ts';
import type { WatchdogState } from '../../server/domain/watchdog.ts';
import { aDeadRun, aRun, at } from '../run/testing/a-run.ts';
import type { Board } from './answers.ts';
import { newerRun } from './newer-run.ts';
import {
  afterEnd,
  answerWithPatch,
  boardFromSnapshot,
  boardWithPatches,
  boardWithRun,
  newerAnswer,
  patchRuns,
} from './patch.ts';

const watchdog: WatchdogState = {
  healthy: true,
  reason: null,
  cron: '*/2 * * * *',
  staleAfterSeconds: 600,
  stuckAfterSeconds: 1800,
  hearingSince: null,
  deafSince: null,
  storm: null,
  running: 0,
  lastSweep: null,
  nextSweepAt: null,
  nextDeadlineAt: null,
};

function aBoard(runs: Run[], recent: Run[] = [], now = at(60)): Board {
  return { now, runs, recent, watchdog };
}

describe('the newer of two tellings', () => {
  test('is the one with the higher rev', () => {
    const known = aRun({ rev: 4, phase: 'detail' });
    expect(newerRun(known, aRun({ rev: 3, phase: 'index' }))).toBe(known);
    expect(newerRun(known, aRun({ rev: 5, phase: 'end' })).phase).toBe('end');
  });

  test('never brings a run back from a terminal status, whatever its rev', () => {
    const dead = aDeadRun(0, 600, { rev: 4 });
    expect(newerRun(dead, aRun({ rev: 9 }))).toBe(dead);
  });

  test('lets a terminal run learn that it spoke again', () => {
    const dead = aDeadRun(0, 600, { rev: 4 });
    const told = { ...dead, rev: 5, spokeAgainAt: at(640) };
    expect(newerRun(dead, told).spokeAgainAt).toBe(at(640));
  });
});

describe('patches', () => {
  test('change the runs they name and leave the others the same objects', () => {
    const [a, b] = [aRun({ id: 'a' }), aRun({ id: 'b' })];
    const runs = patchRuns([a, b], [{ id: 'b', rev: 2, lastSignAt: at(9) }]);
    expect(runs[0]).toBe(a);
    expect(runs[1]).toMatchObject({ id: 'b', rev: 2, lastSignAt: at(9), scraper: 'books' });
  });

  test('that are old news change nothing, not even the array', () => {
    const runs = [aRun({ id: 'a', rev: 7 })];
    expect(patchRuns(runs, [{ id: 'a', rev: 6, phase: 'late' }])).toBe(runs);
    expect(patchRuns(runs, [{ id: 'unknown', rev: 8 }])).toBe(runs);
  });

  test('on a dead run do not revive it', () => {
    const board = aBoard([aDeadRun(0, 600, { id: 'a', rev: 3 })]);
    const after = boardWithPatches(board, [{ id: 'a', rev: 4, status: 'RUNNING' }], at(601));
    expect(after).toBe(board);
  });
});

describe('a dead run that speaks again', () => {
  const dead = aDeadRun(0, 600, { id: 'a', rev: 3 });
  const spoke = { id: 'a', rev: 4, spokeAgainAt: at(640) };

  test('says so in its row and among the deaths, and stays dead', () => {
    const after = boardWithPatches(aBoard([dead], [dead]), [spoke], at(641));
    for (const run of [after.runs[0], after.recent[0]]) {
      expect(run).toMatchObject({ status: 'FAILED', rev: 4, spokeAgainAt: at(640) });
    }
  });

  test('says so among the deaths when it has no row any more', () => {
    const after = boardWithPatches(aBoard([], [dead]), [spoke], at(641));
    expect(after.recent[0]?.spokeAgainAt).toBe(at(640));
    expect(after.runs).toEqual([]);
  });

  test('is not set back by a patch that was late', () => {
    const board = boardWithPatches(aBoard([dead], [dead]), [spoke], at(641));
    const late = { id: 'a', rev: 3, spokeAgainAt: null };
    expect(boardWithPatches(board, [late], at(642))).toBe(board);
  });

  test('says so in its row when the snapshot tells of it first', () => {
    const told = { ...dead, ...spoke };
    const after = boardFromSnapshot(aBoard([dead], [dead]), aBoard([], [told], at(650)));
    expect(after.runs[0]?.spokeAgainAt).toBe(at(640));
    expect(after.recent[0]?.spokeAgainAt).toBe(at(640));
  });

  test('is the only change that lists of ended runs are told of', () => {
    expect(afterEnd([{ id: 'b', rev: 2, phase: 'x' }, spoke])).toEqual([spoke]);
  });
});

describe('the board', () => {
  test('takes in a run that starts', () => {
    const after = boardWithRun(aBoard([aRun({ id: 'a' })]), aRun({ id: 'b' }), at(61));
    expect(after.runs.map((run) => run.id)).toEqual(['a', 'b']);
  });

  test('turns a run that dies in its place, and counts it among the deaths', () => {
    const board = aBoard([aRun({ id: 'a' }), aRun({ id: 'b' })]);
    const after = boardWithRun(board, aDeadRun(0, 600, { id: 'a', rev: 2 }), at(600));
    expect(after.runs.map((run) => run.status)).toEqual(['FAILED', 'RUNNING']);
    expect(after.recent.map((run) => run.id)).toEqual(['a']);
  });

  test('counts the death of a run it never showed, without showing it', () => {
    const after = boardWithRun(aBoard([]), aDeadRun(0, 600, { id: 'x' }), at(600));
    expect(after.runs).toEqual([]);
    expect(after.recent).toHaveLength(1);
  });

  test('keeps deaths newest first, each once', () => {
    const first = aDeadRun(0, 600, { id: 'a' });
    const second = aDeadRun(0, 700, { id: 'b' });
    const board = [first, second, first].reduce(
      (sofar, run) => boardWithRun(sofar, run, at(700)),
      aBoard([]),
    );
    expect(board.recent.map((run) => run.id)).toEqual(['b', 'a']);
  });

  test('lets go of rows that ended long ago', () => {
    const old = aRun({ id: 'a', status: 'COMPLETED', finishedAt: at(10) });
    const after = boardWithRun(aBoard([old]), aRun({ id: 'b' }), at(3600));
    expect(after.runs.map((run) => run.id)).toEqual(['b']);
  });
});

describe('the board after a snapshot', () => {
  test('has what the snapshot has', () => {
    const board = boardFromSnapshot(undefined, aBoard([aRun({ id: 'a' })]));
    expect(board.runs.map((run) => run.id)).toEqual(['a']);
  });

  test('keeps what it knows better', () => {
    const known = aBoard([
      aRun({ id: 'a', rev: 8, phase: 'detail' }),
      aDeadRun(0, 50, { id: 'b' }),
    ]);
    const snapshot = aBoard([aRun({ id: 'a', rev: 7 }), aRun({ id: 'b', rev: 1 })]);
    const board = boardFromSnapshot(known, snapshot);
    expect(board.runs.map((run) => [run.id, run.rev, run.status])).toEqual([
      ['a', 8, 'RUNNING'],
      ['b', 1, 'FAILED'],
    ]);
  });

  test('turns a run that died meanwhile into its death, in its row', () => {
    const known = aBoard([aRun({ id: 'a' })]);
    const board = boardFromSnapshot(known, aBoard([], [aDeadRun(0, 50, { id: 'a' })]));
    expect(board.runs.map((run) => run.status)).toEqual(['FAILED']);
  });

  test('drops a run that is no longer running and did not die', () => {
    expect(boardFromSnapshot(aBoard([aRun({ id: 'a' })]), aBoard([])).runs).toEqual([]);
  });
});

describe('a run’s page', () => {
  test('follows the open phase', () => {
    const known = { now: at(0), run: aRun({ phase: 'index', phases: [open('index')] }) };
    const after = answerWithPatch(known, { id: known.run.id, rev: 2, phase: 'detail' }, at(30));
    expect(after.run.phases).toEqual([
      { phase: 'index', startedAt: at(0), finishedAt: at(30) },
      { phase: 'detail', startedAt: at(30), finishedAt: null },
    ]);
  });

  test('closes the open phase with the run', () => {
    const known = { now: at(0), run: aRun({ phase: 'index', phases: [open('index')] }) };
    const after = answerWithPatch(
      known,
      { id: known.run.id, rev: 2, status: 'COMPLETED', finishedAt: at(40) },
      at(40),
    );
    expect(after.run.phases).toEqual([{ phase: 'index', startedAt: at(0), finishedAt: at(40) }]);
  });

  test('is not set back by an answer that was on its way', () => {
    const known = { now: at(9), run: aRun({ rev: 5 }) };
    expect(newerAnswer(known, { now: at(8), run: aRun({ rev: 4 }) })).toBe(known);
  });

  const open = (phase: string) => ({ phase, startedAt: at(0), finishedAt: null });
});
