import type { Run, RunDetail, RunError, RunStatus } from './run.ts';
import type { Sweep } from './sweep.ts';
import type { WatchdogState } from './watchdog.ts';

/** What a client can listen to: the board, or one run's channel. */
export type RoomRequest = { room: 'board' } | { room: 'run'; id: string };

/** The kind of room a frame was sent to; in a run's room the frame's `runs` holds that run alone. */
export type RoomKind = RoomRequest['room'];

/** The board as it stands: all RUNNING runs, and the newest deaths of the last 24 h. */
export interface BoardSnapshot {
  ok: true;
  now: string;
  runs: Run[];
  recent: Run[];
  watchdog: WatchdogState;
}

/** A run as it stands; `closed` when nothing will be published on its channel any more. */
export interface RunSnapshot {
  ok: true;
  now: string;
  run: RunDetail;
  closed: boolean;
}

/** A refused subscription. */
export interface Refusal {
  ok: false;
  code: 'invalid' | 'not_found' | 'unavailable' | 'internal';
  message: string;
}

/** The changed fields of one run; a client drops a lower `rev` and never leaves a terminal status. */
export type RunPatch = { id: string; rev: number } & Partial<Omit<Run, 'id' | 'rev'>>;

/** What the server says. */
export interface ServerEvents {
  /** To every socket: every FAILED, whoever caused it. */
  'run:failed': (event: {
    now: string;
    run: Run;
    error: RunError | null;
    sweepId: string | null;
  }) => void;
  /** To every socket: a recorded pass has ended. */
  'sweep:finished': (event: { now: string; sweep: Sweep }) => void;
  /** To the board. */
  'run:started': (event: { now: string; run: Run }) => void;
  /** To the board: COMPLETED or CANCELLED. */
  'run:finished': (event: { now: string; run: Run }) => void;
  /** To every socket: a run is in the last quarter of the silence it is allowed. */
  'run:suspected': (event: { now: string; run: Run }) => void;
  /** To every socket: a suspected run gave a sign of life. */
  'run:recovered': (event: { now: string; run: Run }) => void;
  /** To every socket: a run speaks but stands still. */
  'run:stuck': (event: { now: string; run: Run }) => void;
  /** To every socket: a storm began or ended, or a gap in the hearing did. */
  'watchdog:changed': (event: { now: string; watchdog: WatchdogState }) => void;
  /** To either room, at most 5 a second a room. */
  'run:progressed': (event: { now: string; room: RoomKind; runs: RunPatch[] }) => void;
  /** To the run's room: the last word on its channel. */
  'channel:closed': (event: {
    now: string;
    runId: string;
    status: RunStatus;
    error: RunError | null;
  }) => void;
}

/** What a client says. */
export interface ClientEvents {
  subscribe: (
    request: RoomRequest,
    ack: (answer: BoardSnapshot | RunSnapshot | Refusal) => void,
  ) => void;
  unsubscribe: (request: RoomRequest, ack?: (answer: { ok: true } | Refusal) => void) => void;
}
