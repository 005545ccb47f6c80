import type { Live, Sweeper } from '../../server/domain/ports.ts';
import { presentRun } from '../../server/domain/run.ts';
import { signOfLife } from '../../server/domain/staleness.ts';
import type { Below, Flaw } from '../server/flaw.ts';
import type { Mutant } from './mutant.ts';

/** Mistakes in what is written, told, and done at once. */
export const EFFECTS: readonly Mutant[] = [
  {
    name: 'effect-before-commit',
    says: 'Deaths are told before they are committed.',
    breaks: ['committed'],
    flaw: toldFirst(),
  },
  {
    name: 'notice-per-look',
    says: 'Whoever is suspected is told of at every look, and not once an incident.',
    breaks: ['suspicion'],
    flaw: {
      suspicion: (suspicion, { store, clock, live }) => ({
        ...suspicion,
        async look() {
          const looked = await suspicion.look();
          const now = clock.now();
          for (const run of await store.suspicion.suspected(now)) {
            live.suspected(presentRun(run, signOfLife(run, now).at));
          }
          return looked;
        },
      }),
    },
  },
  {
    name: 'notice-per-sweep',
    says: 'A pass tells of the deaths of the pass before it once more.',
    breaks: ['once'],
    flaw: {
      detection: (detection, { store, clock, live }) => {
        let before: string[] = [];
        return {
          ...detection,
          async detectStaleRuns(request, signal) {
            const again = before;
            const outcome = await detection.detectStaleRuns(request, signal);
            before = outcome.marked.map(({ runId }) => runId);
            const now = clock.now();
            for (const run of await store.stale.byIds(again, now)) {
              live.ended(presentRun(run, signOfLife(run, now).at), null);
            }
            return outcome;
          },
        };
      },
    },
  },
  {
    name: 'end-not-told',
    says: 'Now and then a channel stays open, and an end is told to nobody.',
    breaks: ['told', 'once'],
    flaw: { live: (live) => forgetful(live, 'ended', 5) },
  },
  {
    name: 'frame-lost',
    says: 'Now and then a change is told to nobody.',
    breaks: ['told'],
    flaw: { live: (live) => forgetful(live, 'progressed', 50) },
  },
  {
    name: 'no-single-flight',
    says: 'Passes do not wait for each other.',
    breaks: ['passes'],
    flaw: {
      sweeper: (_, { detection }): Sweeper => ({
        sweep: (request) => detection.detectStaleRuns(request, new AbortController().signal),
      }),
    },
  },
  {
    name: 'not-rearmed',
    says: 'A candidate that is spared keeps its deadline, which is over.',
    breaks: ['passes'],
    flaw: {
      store: (store) => ({
        ...store,
        stale: { ...store.stale, sweep: (write) => store.stale.sweep({ ...write, rearm: [] }) },
      }),
    },
  },
  {
    name: 'lock-kept',
    says: 'After a pass that failed the next ones wait for ever.',
    breaks: ['missed'],
    where: { only: ['away', 'massDeath'] },
    flaw: {
      sweeper(sweeper): Sweeper {
        let isLocked = false;
        return {
          async sweep(request) {
            if (isLocked) return new Promise(() => {});
            try {
              return await sweeper.sweep(request);
            } catch (error) {
              isLocked = true;
              throw error;
            }
          },
        };
      },
    },
  },
  {
    name: 'seq-ignored',
    says: 'A report that comes twice is taken twice.',
    breaks: ['stored'],
    flaw: {
      runs: (runs) => ({
        ...runs,
        report: (id, events) =>
          runs.report(
            id,
            events.map((event) => ({ ...event, seq: null })),
          ),
      }),
    },
  },
  {
    name: 'answer-before-commit',
    says: 'A report is answered before it is committed, so that a crash loses it.',
    breaks: ['stored'],
    flaw: {
      runs: (runs, { clock }) => ({
        ...runs,
        async report(id, events) {
          void runs.report(id, events).catch(() => {});
          return {
            now: clock.now(),
            status: 'RUNNING',
            directive: 'continue',
            reason: null,
            accepted: events.length,
            duplicates: 0,
          };
        },
      }),
    },
  },
  {
    name: 'no-fence',
    says: 'A late report writes to a run that is over.',
    breaks: ['once'],
    flaw: {
      store: (store) => ({
        ...store,
        runs: {
          ...store.runs,
          report: (id, now, decide) =>
            store.runs.report(id, now, (run) =>
              decide({ ...run, status: run.status === 'FAILED' ? 'RUNNING' : run.status }),
            ),
        },
      }),
    },
  },
];

/** Tells of each death as soon as it is decided. */
function toldFirst(): Flaw {
  const lives = new WeakMap<Below['tables'], Live>();
  return {
    live(live, { tables }) {
      lives.set(tables, live);
      return { ...live, ended: (run, sweepId) => void (sweepId ?? live.ended(run, sweepId)) };
    },
    store: (store, { tables }) => ({
      ...store,
      stale: {
        ...store.stale,
        async sweep(write) {
          const ids = write.marks.map(({ runId }) => runId);
          for (const run of await store.stale.byIds(ids, write.now)) {
            const dead = { ...run, status: 'FAILED' as const, finishedAt: write.now };
            lives.get(tables)?.ended(presentRun(dead, signOfLife(run, write.now).at), null);
          }
          return store.stale.sweep(write);
        },
      },
    }),
  };
}

/** Leaves out every `nth` telling of a kind. */
function forgetful(live: Live, what: 'ended' | 'progressed', nth: number): Live {
  let count = 0;
  const isForgotten = () => {
    count += 1;
    return count % nth === 0;
  };
  return what === 'ended'
    ? { ...live, ended: (run, id) => void (isForgotten() || live.ended(run, id)) }
    : { ...live, progressed: (run) => void (isForgotten() || live.progressed(run)) };
}
