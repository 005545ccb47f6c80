import { BEAT_INTERVAL } from './node.ts';
import type { Millis } from './time.ts';

/** What a node has heard of the others, by its own steady clock. */
export interface NodeWatch {
  /** When it last looked; null: it could not, or never has. */
  lookedAt: Millis | null;
  /** Since when it has looked without a gap; null likewise. */
  listeningSince: Millis | null;
  /** What each said last, and when that was first seen. */
  heard: ReadonlyMap<string, { lastSeenAt: Millis; since: Millis }>;
}

/** Nothing was heard, and nothing could have been. */
export const DEAF_WATCH: NodeWatch = { lookedAt: null, listeningSince: null, heard: new Map() };

/** Two looks further apart than this, in milliseconds, are no listening. */
const LOOKS_APART_MAX: Millis = 2 * BEAT_INTERVAL;

/** Takes a look at the others, at `steady`. After a gap all of them get the time to come back. */
export function lookAt(
  before: NodeWatch,
  seen: readonly { id: string; lastSeenAt: Millis }[],
  steady: Millis,
): NodeWatch {
  const { lookedAt, listeningSince } = before;
  const goesOn = lookedAt !== null && steady - lookedAt <= LOOKS_APART_MAX;
  const heard = seen.map(({ id, lastSeenAt }) => {
    const known = before.heard.get(id);
    return [id, known?.lastSeenAt === lastSeenAt ? known : { lastSeenAt, since: steady }] as const;
  });
  return {
    lookedAt: steady,
    listeningSince: goesOn ? listeningSince : steady,
    heard: new Map(heard),
  };
}

/** For how long `id` has said nothing while it could have been heard, as of the last look. */
export function unheardFor({ lookedAt, listeningSince, heard }: NodeWatch, id: string): Millis {
  const since = heard.get(id)?.since;
  if (lookedAt === null || since === undefined) return 0;
  return lookedAt - Math.max(since, listeningSince ?? lookedAt);
}
