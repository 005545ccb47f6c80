import { QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import type { RoomRequest, RunSnapshot } from '../../server/domain/events.ts';
import { createFakeClock, NEW_YEAR } from '../../server/testing/fake-clock.ts';
import { aDeadRun, aRun, at } from '../run/testing/a-run.ts';
import type { Board, RunAnswer } from './answers.ts';
import { createFeed } from './feed.ts';
import { KEYS } from './keys.ts';
import { createLink } from './link.ts';
import { createRateBook } from './rate-book.ts';
import { createFakeSocket } from './testing/fake-socket.ts';

const BOARD: RoomRequest = { room: 'board' };
const RUN: RoomRequest = { room: 'run', id: aRun().id };

const watchdog = {
  healthy: true,
  reason: null,
  cron: '*/2 * * * *',
  staleAfterSeconds: 600,
  stuckAfterSeconds: 1800,
  hearingSince: null,
  deafSince: null,
  storm: null,
  running: 1,
  lastSweep: null,
  nextSweepAt: null,
  nextDeadlineAt: null,
};
const snapshot = (runs = [aRun()], recent: ReturnType<typeof aRun>[] = []) => ({
  ok: true as const,
  now: at(10),
  runs,
  recent,
  watchdog,
});

function setup() {
  const clock = createFakeClock(NEW_YEAR);
  const client = new QueryClient();
  const socket = createFakeSocket();
  const returns: number[] = [];
  const link = createLink({
    socket: socket.asSocket,
    feed: createFeed({
      client,
      rates: createRateBook(),
      after: (ms, fire) => void clock.after(ms, fire),
    }),
    now: clock.now,
    note: () => {},
    after: (ms, fire) => void clock.after(ms, fire),
    onReturn: () => void returns.push(clock.now()),
    onRefused: () => {},
  });
  link.start();
  const board = () => client.getQueryData<Board>(KEYS.board);
  const statuses = () => board()?.runs.map((run) => run.status);
  return { clock, client, socket, link, returns, board, statuses };
}

describe('the connection of a tab', () => {
  test('asks for its rooms at every connect, and is live when they have answered', () => {
    const { socket, link } = setup();
    link.join(BOARD);
    socket.comesUp();
    expect(link.connection().state).toBe('catching-up');
    socket.answer(BOARD, snapshot());
    expect(link.connection().state).toBe('live');
    socket.goesDown();
    expect(link.connection().state).toBe('offline');
    socket.comesUp();
    expect(socket.asked()).toEqual([BOARD, BOARD]);
    expect(link.connection().state).toBe('catching-up');
  });

  test('says that it is back only when it had been away', () => {
    const { socket, returns } = setup();
    socket.comesUp();
    expect(returns).toHaveLength(0);
    socket.goesDown();
    socket.comesUp();
    expect(returns).toHaveLength(1);
  });

  test('asks once for a room that is wanted twice, and leaves it with the last', () => {
    const { socket, link } = setup();
    socket.comesUp();
    const leaves = [link.join(BOARD), link.join(BOARD)];
    expect(socket.asked()).toEqual([BOARD]);
    leaves[0]?.();
    expect(socket.left()).toEqual([]);
    leaves[1]?.();
    expect(socket.left()).toEqual([BOARD]);
  });

  test('asks again when the server could not answer for now', async () => {
    const { socket, link, clock } = setup();
    link.join(BOARD);
    socket.comesUp();
    socket.answer(BOARD, { ok: false, code: 'unavailable', message: 'The database is locked.' });
    expect(link.connection().state).toBe('catching-up');
    await clock.advance(2000);
    expect(socket.asked()).toHaveLength(2);
    socket.answer(BOARD, snapshot());
    expect(link.connection().state).toBe('live');
  });

  test('tells listeners of an event after the cache has it', () => {
    const { socket, link, statuses } = setup();
    link.join(BOARD);
    socket.comesUp();
    socket.answer(BOARD, snapshot());
    const seen: unknown[] = [];
    link.on('run:failed', () => seen.push(statuses()));
    const run = aDeadRun(0, 600, { rev: 2 });
    socket.says('run:failed', { now: at(600), run, error: run.error, sweepId: null });
    expect(seen).toEqual([['FAILED']]);
  });
});

describe('what is heard while a snapshot is on its way', () => {
  test('is not lost: a run that started then is on the board', () => {
    const { socket, link, board } = setup();
    link.join(BOARD);
    socket.comesUp();
    socket.says('run:started', { now: at(9), run: aRun({ id: 'new' }) });
    socket.answer(BOARD, snapshot([]));
    expect(board()?.runs.map((run) => run.id)).toEqual(['new']);
  });

  test('wins over it: a run that died then is not shown as running', () => {
    const { socket, link, statuses } = setup();
    link.join(BOARD);
    socket.comesUp();
    const run = aDeadRun(0, 9, { rev: 2 });
    socket.says('run:failed', { now: at(9), run, error: run.error, sweepId: null });
    socket.answer(BOARD, snapshot([aRun({ rev: 1 })]));
    expect(statuses()).toEqual(['FAILED']);
  });

  test('counts for a run’s page, too', () => {
    const { socket, link, client } = setup();
    link.join(RUN);
    socket.comesUp();
    socket.says('run:progressed', {
      now: at(9),
      room: 'run',
      runs: [{ id: aRun().id, rev: 5, phase: 'detail' }],
    });
    const answer: RunSnapshot = { ok: true, now: at(8), run: aRun({ rev: 4 }), closed: false };
    socket.answer(RUN, answer);
    expect(client.getQueryData<RunAnswer>(KEYS.run(aRun().id))?.run).toMatchObject({
      rev: 5,
      phase: 'detail',
    });
  });
});

test('a death that came while the tab was away turns the row when it is back', () => {
  const { socket, link, statuses } = setup();
  link.join(BOARD);
  socket.comesUp();
  socket.answer(BOARD, snapshot());
  socket.goesDown();
  socket.comesUp();
  socket.answer(BOARD, snapshot([], [aDeadRun(0, 600, { rev: 2 })]));
  expect(statuses()).toEqual(['FAILED']);
});

const storm = { id: 's', startedAt: at(9), until: at(99), silent: 6, live: 7, runIds: ['a'] };

test('a storm is known at once, and a snapshot that was on its way does not hide it', () => {
  const { socket, link, client, board } = setup();
  link.join(BOARD);
  socket.comesUp();
  socket.says('watchdog:changed', { now: at(9), watchdog: { ...watchdog, storm } });
  expect(client.getQueryData(KEYS.watchdog)).toMatchObject({ storm: { id: 's' } });
  socket.answer(BOARD, snapshot());
  expect(client.getQueryData(KEYS.watchdog)).toMatchObject({ storm: { id: 's' } });
  expect(board()?.watchdog.storm?.id).toBe('s');
  socket.says('watchdog:changed', { now: at(99), watchdog });
  expect(client.getQueryData(KEYS.watchdog)).toMatchObject({ storm: null });
});

test('suspicion, recovery and standstill turn the row', () => {
  const { socket, link, board } = setup();
  link.join(BOARD);
  socket.comesUp();
  socket.answer(BOARD, snapshot());
  const suspect = aRun({ rev: 2, suspectedAt: at(450) });
  socket.says('run:suspected', { now: at(450), run: suspect });
  expect(board()?.runs[0]?.suspectedAt).toBe(at(450));
  socket.says('run:recovered', { now: at(460), run: aRun({ rev: 3, lastSignAt: at(460) }) });
  expect(board()?.runs[0]?.suspectedAt).toBeNull();
  socket.says('run:stuck', { now: at(1900), run: aRun({ rev: 4, stuckAt: at(1900) }) });
  expect(board()?.runs[0]?.stuckAt).toBe(at(1900));
});
