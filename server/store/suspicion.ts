import type { SuspicionStore } from '../domain/ports.ts';
import type { Jobs } from './jobs.ts';
import { changedBy, runsOf, timeOf } from './row.ts';

/** The database as the suspicion sees it. */
export function createSuspicionStore(session: Jobs): SuspicionStore {
  return {
    candidates: (now) => session.read((db) => runsOf(db, db.sql.selectSuspectable(now))),
    suspected: (now) => session.read((db) => runsOf(db, db.sql.selectSuspected(now))),
    byIds: (ids, now) => session.read((db) => runsOf(db, db.sql.selectByIds(ids, now))),
    async settle(writes, now) {
      if (writes.length === 0) return [];
      return session.write((db) => changedBy(db, db.sql.updateSuspicion(writes), now));
    },
    nextSuspectAt: () => session.read((db) => timeOf(db, db.sql.selectNextSuspectAt())),
  };
}
