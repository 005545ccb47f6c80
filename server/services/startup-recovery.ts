import { randomBytes } from 'node:crypto';
import { type Decision, staleError } from '../domain/evidence.ts';
import { NOTHING_FOUND, recordOf } from '../domain/findings.ts';
import type { Hearing } from '../domain/hearing.ts';
import { uuidV7 } from '../domain/ids.ts';
import { type Company, isOrphan } from '../domain/node.ts';
import type { StaleStore } from '../domain/ports.ts';
import type { RunRecord } from '../domain/run.ts';
import type { Millis } from '../domain/time.ts';

/** What a start knows when it recovers. */
export interface Recovery {
  now: Millis;
  hearing: Hearing;
  /** Whose RUNNING runs die with their server: `local`, or `all`. */
  setting: 'local' | 'all';
  company: Company;
}

/**
 * What the store is asked for: LOCAL runs of nodes that are gone are failed, and `all` only while no
 * other node lives. The others get a fresh window, unless another node could hear them all along.
 */
export function recoveryOf(recovery: Recovery): Parameters<StaleStore['recover']>[0] {
  const { now, hearing, setting, company } = recovery;
  const decision: Decision = { now, decidedBy: 'startup', actor: null, hearing, together: false };
  const failsAll = setting === 'all' && company.alone;
  return {
    now,
    origins: failsAll ? ['LOCAL', 'REMOTE'] : ['LOCAL'],
    isOrphan: (run, nodeId) => failsAll || isOrphan(run, nodeId, company, now),
    keepsDeadlines: company.heard,
    errorOf: (run, nodeId) => staleError(run, { ...decision, ...orphaned(run, nodeId, company) }),
    sweep: recordOf(uuidV7(now, randomBytes(10)), NOTHING_FOUND, decision),
  };
}

function orphaned(
  run: RunRecord,
  nodeId: string | null,
  { others }: Company,
): Pick<Decision, 'orphans'> {
  const other = nodeId === null ? undefined : others.get(nodeId);
  return other === undefined ? {} : { orphans: new Map([[run.id, other.name]]) };
}
