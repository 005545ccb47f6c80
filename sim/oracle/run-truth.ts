/** What really becomes of a run, and what was seen of it. Times are true times in milliseconds. */
export interface RunTruth {
  id: string;
  /** Such as `#17 pages`: ids are random, names are not. */
  name: string;
  origin: 'LOCAL' | 'REMOTE';
  /** Its stale-after and its stuck-after, in milliseconds. */
  patience: number;
  stuckAfter: number;
  diesOfStanding: boolean;
  /** When its reporter died or was left behind for good; null while it lives. */
  diedAt: number | null;
  startedAt: number;
  /** When the report of its newest sign of life was received, and of its newest move. */
  signAt: number;
  movedAt: number;
  /** It tried to speak in time, no server could hear it, and the network lost nothing since. */
  isOwed: boolean;
  /** It tried to speak in time, be it heard or not. */
  hasTried: boolean;
  /** How far an operator's grant goes: for the silence that it is in, and for standing still. */
  grantedUntil: number;
  mayStandUntil: number;
  /** How often it was held in the silence that it is in. */
  holds: number;
  /** The highest seq that was acknowledged, and the log lines. */
  ackedSeq: number;
  ackedLogs: string[];
  /** Its terminal status was written so often; and by which life of which server. */
  endings: number;
  endedBy: string | null;
  endedAt: number;
  /** The server lives that told of its end. */
  toldBy: string[];
  /** The sign of life before the silence that it was last suspected in; -1: none. */
  suspectedSince: number;
  /** The suspicion that was told last. */
  suspicionTold: string | null;
  /** Whether someone looks at its page, and how often its channel was closed. */
  isWatched: boolean;
  channelsClosed: number;
  /** When it was killed for its silence. */
  killedAt: number | null;
  /** It was killed and should not have been. */
  isWronged: boolean;
  trail: [at: number, what: string][];
}

/** How many of a run's last events are kept. */
const TRAIL = 40;

/** Notes an event of a run, for whoever has to find out what happened. */
export function note(run: RunTruth, at: number, what: string): void {
  run.trail.push([at, what]);
  if (run.trail.length > 3 * TRAIL) run.trail = run.trail.slice(-TRAIL);
}

/** The last events of a run. */
export function lastEvents(run: RunTruth): [at: number, what: string][] {
  return run.trail.slice(-TRAIL);
}

/** A run of which nothing is known but how it started. */
export function createRunTruth(
  fields: Pick<
    RunTruth,
    | 'id'
    | 'name'
    | 'origin'
    | 'patience'
    | 'stuckAfter'
    | 'diesOfStanding'
    | 'isWatched'
    | 'diedAt'
    | 'signAt'
  >,
): RunTruth {
  return {
    ...fields,
    startedAt: fields.signAt,
    movedAt: fields.signAt,
    isOwed: false,
    hasTried: false,
    grantedUntil: 0,
    mayStandUntil: 0,
    holds: 0,
    ackedSeq: -1,
    ackedLogs: [],
    endings: 0,
    endedBy: null,
    endedAt: 0,
    toldBy: [],
    suspectedSince: -1,
    suspicionTold: null,
    channelsClosed: 0,
    killedAt: null,
    isWronged: false,
    trail: [],
  };
}
