import { judge } from '../../server/domain/staleness.ts';
import { read } from '../store/tables.ts';
import type { Mutant } from './mutant.ts';
import { STATUS_ALONE } from './spoilt.ts';

/** Mistakes in who is judged, and by what. */
export const JUDGING: readonly Mutant[] = [
  {
    name: 'status-only-compare',
    says: 'The mark compares the status alone, and kills who spoke between the look and the mark.',
    breaks: ['killed'],
    flaw: { store: (_, { storeWith }) => storeWith(STATUS_ALONE) },
  },
  {
    name: 'null-first-beat-skipped',
    says: 'A run without a first heartbeat is never a candidate: its column is NULL.',
    breaks: ['missed'],
    flaw: {
      store: (store) => ({
        ...store,
        stale: {
          ...store.stale,
          due: async (now) =>
            (await store.stale.due(now)).filter(({ lastHeartbeatAt }) => lastHeartbeatAt !== null),
        },
      }),
    },
  },
  {
    name: 'off-by-one-threshold',
    says: 'A run is stale a millisecond before its threshold.',
    breaks: ['killed'],
    flaw: {
      store(_, { storeWith }) {
        const store = storeWith({
          stillSo: (row, { verdict }, { now, rule }) =>
            judge(read(row, now), now + 1, rule) === verdict,
        });
        const early = (at: number | null) => (at === null ? null : at - 1);
        return {
          ...store,
          stale: {
            ...store.stale,
            due: async (now) =>
              (await store.stale.due(now + 1)).map((run) => ({
                ...run,
                startedAt: run.startedAt - 1,
                lastPhaseAt: early(run.lastPhaseAt),
                lastHeartbeatAt: early(run.lastHeartbeatAt),
                deadlineAt: run.deadlineAt - 1,
              })),
          },
        };
      },
      timer: (store) => ({
        ...store,
        async nextDeadline() {
          const next = await store.nextDeadline();
          return next === null ? null : next - 1;
        },
      }),
    },
  },
  {
    name: 'deadline-alone',
    says: 'The sign of life is not looked at: a deadline that is too early kills.',
    breaks: ['killed'],
    flaw: {
      store(_, { storeWith }) {
        const store = storeWith({
          stillSo: ({ record }, _mark, { now }) =>
            record.status === 'RUNNING' && record.deadlineAt <= now,
        });
        const silent = { startedAt: 0, lastPhaseAt: null, lastHeartbeatAt: null };
        return {
          ...store,
          stale: {
            ...store.stale,
            due: async (now) => (await store.stale.due(now)).map((run) => ({ ...run, ...silent })),
          },
        };
      },
    },
  },
  {
    name: 'reporters-clock',
    says: 'A sign of life has the time that the reporter says, by its own clock.',
    breaks: ['killed'],
    flaw: {
      store: (store) => ({
        ...store,
        runs: {
          ...store.runs,
          report: (id, now, decide) =>
            store.runs.report(id, now, (run) => {
              const verdict = decide(run);
              if (verdict.verdict !== 'accepted') return verdict;
              const { next } = verdict.plan;
              const at = next.reportedAt ?? now;
              next.lastHeartbeatAt = at;
              next.deadlineAt += at - now;
              return verdict;
            }),
        },
      }),
    },
  },
  {
    name: 'hosts-clock',
    says: 'Passes go by the clock of the host, which is set back, and not by the port.',
    breaks: ['missed'],
    where: { only: ['leapBack', 'massDeath'], servers: 1, mayGoBack: true },
    flaw: {
      clock: (clock, { machine }) => ({ ...clock, now: machine.wall }),
      ear: (ear, { machine }) => ({
        ...ear,
        async settle() {
          await ear.settle();
          return machine.wall();
        },
      }),
    },
  },
  {
    name: 'grant-without-deadline',
    says: 'Time that an operator gives is recorded, and the deadline stays.',
    breaks: ['killed'],
    flaw: {
      store: (store, { tables }) => ({
        ...store,
        grants: {
          async grant(asked) {
            const before = new Map([...tables.running].map((row) => [row, row.record.deadlineAt]));
            const written = await store.grants.grant(asked);
            for (const { id } of written.granted) {
              const row = tables.rows.get(id);
              const deadlineAt = row === undefined ? undefined : before.get(row);
              if (row === undefined || deadlineAt === undefined) continue;
              row.record = { ...row.record, deadlineAt };
            }
            return written;
          },
        },
      }),
    },
  },
];
