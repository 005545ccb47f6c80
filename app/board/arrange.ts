import type { Run } from '../../server/domain/run.ts';
import { crowdingOut } from '../deaths/groups.ts';
import { positionOf } from '../live/positions.ts';

/** What the board shows: ids in order, and how many new runs wait to be let in. */
export interface Arrangement {
  order: readonly string[];
  waiting: number;
}

/** Milliseconds for which a row that ended stays in its place; a death is left for longer to be read. */
export const LINGERS: Record<Exclude<Run['status'], 'RUNNING'>, number> = {
  COMPLETED: 6000,
  CANCELLED: 6000,
  FAILED: 30_000,
};

/**
 * The next arrangement. While the list is held (someone points at it or moves through it) no row
 * moves: what ends turns in its place, and what is new waits. Otherwise it follows `sorted`, and
 * what ended a while ago goes. A run that ended before it was ever shown does not appear.
 * Held or not, the dead beyond a handful go: many at once would stand over the living. The row that
 * is `pinned` (the keyboard is on it, or its menu is open) stays all the same.
 */
export function arrange(parts: {
  shown: readonly string[];
  sorted: readonly Run[];
  held: boolean;
  pinned?: string | null;
  now: number;
}): Arrangement {
  const { sorted, held, pinned, now } = parts;
  const wasShown = (id: string) => idsOf(parts.shown).has(id);
  const dead = sorted.filter((run) => run.status === 'FAILED' && wasShown(run.id));
  const crowd = crowdingOut(dead);
  const stays = (id: string) => id === pinned || !crowd.has(id);
  if (held && parts.shown.length > 0) {
    const waiting = sorted.filter((run) => run.status === 'RUNNING' && !wasShown(run.id)).length;
    return {
      order: same(
        parts.shown,
        parts.shown.filter((id) => positionOf(sorted, id) !== -1 && stays(id)),
      ),
      waiting,
    };
  }
  const order = sorted
    .filter(
      (run) => run.status === 'RUNNING' || (wasShown(run.id) && stays(run.id) && lingers(run, now)),
    )
    .map((run) => run.id);
  return { order: same(parts.shown, order), waiting: 0 };
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The ids of an order, which stands for a while and is asked again every second. */
function idsOf(order: readonly string[]): ReadonlySet<string> {
  const known = sets.get(order) ?? new Set(order);
  sets.set(order, known);
  return known;
}

function lingers(run: Run, now: number): boolean {
  if (run.status === 'RUNNING' || run.finishedAt === null) return true;
  return now - Date.parse(run.finishedAt) < LINGERS[run.status];
}

/** The old array where nothing changed, so that nothing is drawn again. */
function same(before: readonly string[], after: readonly string[]): readonly string[] {
  const equal = before.length === after.length && before.every((id, index) => id === after[index]);
  return equal ? before : after;
}
