import type { SuspicionStore } from '../domain/ports.ts';
import { changedBy, runsOf, timeOf } from './row.ts';
import type { Jobs } from './session.ts';
import { selectByIds } from './sqlite.sql.ts';
import {
  selectNextSuspectAt,
  selectSuspectable,
  selectSuspected,
  updateSuspicion,
} from './watch.sql.ts';

/** The database as the suspicion sees it. */
export function createSuspicionStore(session: Jobs): SuspicionStore {
  return {
    candidates: (now) => session.read((db) => runsOf(db, selectSuspectable(now))),
    suspected: (now) => session.read((db) => runsOf(db, selectSuspected(now))),
    byIds: (ids, now) => session.read((db) => runsOf(db, selectByIds(ids, now))),
    async settle(writes, now) {
      if (writes.length === 0) return [];
      return session.write((db) => changedBy(db, updateSuspicion(writes), now));
    },
    nextSuspectAt: () => session.read((db) => timeOf(db, selectNextSuspectAt())),
  };
}
