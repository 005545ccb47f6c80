import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type {
  BoardSnapshot,
  RoomRequest,
  RunPatch,
  RunSnapshot,
  ServerEvents,
} from '../../server/domain/events.ts';
import type { Run } from '../../server/domain/run.ts';
import type { Board, RunAnswer, RunsPage } from './answers.ts';
import { KEYS, roomKey } from './keys.ts';
import * as patch from './patch.ts';
import { runIn } from './positions.ts';
import type { RateBook } from './rate-book.ts';

/** Writes what the socket says into the query cache. */
export interface Feed {
  /** A subscription is on its way: what is heard meanwhile is applied again after its snapshot. */
  asking(room: RoomRequest): void;
  /** A subscription was answered. */
  answered(room: RoomRequest, snapshot: BoardSnapshot | RunSnapshot): void;
  /** What to do with each event. */
  on: { [Name in keyof ServerEvents]: ServerEvents[Name] };
}

/** Milliseconds for which a run's changes are gathered before its lists are fetched again. */
const LISTS_AFTER = 1000;

/** Parts: the cache, the rates, and waiting for `ms` milliseconds. */
export function createFeed(parts: {
  client: QueryClient;
  rates: RateBook;
  after: (ms: number, fire: () => void) => void;
}): Feed {
  const { client, rates } = parts;
  const heardMeanwhile = new Map<string, ((data: never) => unknown)[]>();
  const due = new Set<string>();

  function toBoard(change: (board: Board) => Board): void {
    heardMeanwhile.get('board')?.push(change);
    client.setQueryData<Board>(KEYS.board, (board) => board && change(board));
  }

  function toRun(id: string, change: (answer: RunAnswer) => RunAnswer): void {
    heardMeanwhile.get(`run:${id}`)?.push(change);
    client.setQueryData<RunAnswer>(KEYS.run(id), (answer) => answer && change(answer));
  }

  function toLists(change: (runs: Run[]) => Run[]): void {
    client.setQueriesData<InfiniteData<RunsPage>>({ queryKey: KEYS.runs }, (data) => {
      if (data === undefined) return data;
      const pages = data.pages.map((page) => {
        const runs = change(page.runs);
        return runs === page.runs ? page : { ...page, runs };
      });
      return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
    });
  }

  function told(run: Run, now: string): void {
    rates.tell(run, Date.parse(now));
    toBoard((board) => patch.boardWithRun(board, run, now));
    toRun(run.id, (answer) => patch.answerWithPatch(answer, run, now));
    toLists((runs) => patch.replaceRun(runs, run));
  }

  /** The lists of a run's page are not in its frames: fetch them again, but not for every frame. */
  function fetchListsSoon(id: string): void {
    if (due.has(id)) return;
    due.add(id);
    parts.after(LISTS_AFTER, () => {
      due.delete(id);
      void client.invalidateQueries({ queryKey: KEYS.run(id) });
    });
  }

  function measure(patches: readonly RunPatch[], now: string): void {
    const board = client.getQueryData<Board>(KEYS.board);
    for (const { id, progress } of patches) {
      const run = progress === undefined || board === undefined ? null : runIn(board.runs, id);
      if (run != null) rates.tell(run, Date.parse(now));
    }
  }

  return {
    asking: (room) => void heardMeanwhile.set(roomKey(room), []),
    answered(room, snapshot) {
      const changes = heardMeanwhile.get(roomKey(room)) ?? [];
      heardMeanwhile.delete(roomKey(room));
      const replay = <T>(data: T): T =>
        changes.reduce((sofar, change) => (change as (data: T) => T)(sofar), data);
      if ('runs' in snapshot) {
        const { ok: _ok, ...fresh } = snapshot;
        const known = client.getQueryData<Board>(KEYS.board);
        const board = replay(patch.boardFromSnapshot(known, fresh));
        rates.keep(new Set(board.runs.map((run) => run.id)));
        for (const run of board.runs) rates.tell(run, Date.parse(fresh.now));
        client.setQueryData<Board>(KEYS.board, board);
        client.setQueryData(KEYS.watchdog, { now: fresh.now, ...board.watchdog });
      } else {
        const key = KEYS.run(snapshot.run.id);
        const known = client.getQueryData<RunAnswer>(key);
        const fresh = { now: snapshot.now, run: snapshot.run };
        client.setQueryData<RunAnswer>(key, replay(patch.newerAnswer(known, fresh)));
      }
    },
    on: {
      'run:started': ({ now, run }) => told(run, now),
      'run:finished': ({ now, run }) => told(run, now),
      'run:failed': ({ now, run }) => told(run, now),
      'run:suspected': ({ now, run }) => told(run, now),
      'run:recovered': ({ now, run }) => told(run, now),
      'run:stuck': ({ now, run }) => told(run, now),
      'run:progressed': ({ now, room, runs }) => {
        if (room === 'board') {
          toBoard((board) => patch.boardWithPatches(board, runs, now));
          measure(runs, now);
          const late = patch.afterEnd(runs);
          if (late.length > 0) toLists((listed) => patch.patchRuns(listed, late));
          for (const change of late) {
            toRun(change.id, (answer) => patch.answerWithPatch(answer, change, now));
          }
          return;
        }
        for (const change of runs) {
          toRun(change.id, (answer) => patch.answerWithPatch(answer, change, now));
          fetchListsSoon(change.id);
        }
      },
      'channel:closed': ({ runId }) => {
        void client.invalidateQueries({ queryKey: KEYS.run(runId) });
      },
      'watchdog:changed': ({ now, watchdog }) => {
        // What was asked for before this would tell of the time before.
        void client.cancelQueries({ queryKey: KEYS.watchdog });
        client.setQueryData(KEYS.watchdog, { now, ...watchdog });
        toBoard((board) => ({ ...board, watchdog }));
        void client.invalidateQueries({ queryKey: KEYS.gaps });
      },
      'sweep:finished': () => {
        void client.invalidateQueries({ queryKey: KEYS.watchdog });
        void client.invalidateQueries({ queryKey: KEYS.sweeps });
      },
    },
  };
}
