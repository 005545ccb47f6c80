import { UNBROKEN } from '../../server/domain/hearing.ts';
import type { Mutant } from './mutant.ts';
import { givingBack, holdingNobody, keepingGaps } from './spoilt.ts';

/** Mistakes in what could be heard, and in what a boot, a gap or a storm means. */
export const HEARING: readonly Mutant[] = [
  {
    name: 'blanket-recovery',
    says: 'A boot fails every RUNNING run, the living ones of other processes too.',
    breaks: ['killed'],
    flaw: { startupRecovery: 'all' },
  },
  {
    name: 'orphans-left',
    says: 'A boot leaves the runs of the dead server RUNNING.',
    breaks: ['missed'],
    flaw: {
      store: (store) => ({
        ...store,
        stale: {
          ...store.stale,
          recover: (recovery) => store.stale.recover({ ...recovery, origins: [] }),
        },
      }),
    },
  },
  {
    name: 'no-time-after-boot',
    says: 'A boot leaves the deadlines as they were, though nobody could hear meanwhile.',
    breaks: ['killed'],
    flaw: {
      store: (store, { tables }) => ({
        ...store,
        stale: {
          ...store.stale,
          async recover(recovery) {
            const before = new Map([...tables.running].map((row) => [row, row.record.deadlineAt]));
            const written = await store.stale.recover(recovery);
            for (const [row, deadlineAt] of before) row.record = { ...row.record, deadlineAt };
            return written;
          },
        },
      }),
    },
  },
  {
    name: 'gap-ignored',
    says: 'The observer sees gaps and gives nothing back.',
    breaks: ['killed'],
    flaw: { store: (store) => ({ ...store, ...keepingGaps(store) }) },
  },
  {
    name: 'judged-before-settled',
    says: 'A pass judges without asking first whether anything could be heard.',
    breaks: ['killed', 'missed'],
    where: { only: ['block', 'sleep'] },
    flaw: {
      ear: (ear, { clock }) => ({ hearing: ear.hearing, settle: async () => clock.now() }),
    },
  },
  {
    name: 'no-time-to-return',
    says: 'After a gap a run has what was left of its patience, be it a millisecond.',
    breaks: ['killed'],
    where: { only: ['sleep'] },
    flaw: { store: (_, { storeWith }) => storeWith(givingBack(1)) },
  },
  {
    name: 'gap-given-back-twice',
    says: 'What could not be heard is given back twice, and the dead live on.',
    breaks: ['missed'],
    where: { only: ['sleep', 'massDeath'] },
    flaw: { store: (_, { storeWith }) => storeWith(givingBack(2)) },
  },
  {
    name: 'standstill-ignores-gaps',
    says: 'A run counts as standing still in the time in which it could not be heard to move.',
    breaks: ['killed'],
    flaw: { ear: (ear) => ({ settle: ear.settle, hearing: () => UNBROKEN }) },
  },
  {
    name: 'storm-guard-off',
    says: 'Most of the live runs may die in one pass.',
    breaks: ['storm'],
    where: { only: ['cut'] },
    flaw: { guard: holdingNobody },
  },
  {
    name: 'suspicion-not-cleared',
    says: 'A sign of life leaves the suspicion as it is.',
    breaks: ['suspicion'],
    flaw: {
      store: (store) => ({
        ...store,
        runs: {
          ...store.runs,
          report: (id, now, decide) =>
            store.runs.report(id, now, (run) => {
              const verdict = decide(run);
              if (verdict.verdict === 'accepted') verdict.plan.next.suspectedAt = run.suspectedAt;
              return verdict;
            }),
        },
      }),
    },
  },
];
