import type { Run } from '../../server/domain/run.ts';

/** What a notice can be about. */
export type Trouble = 'suspect' | 'stuck';

/** One trouble of one run, from its beginning to its end; told of once. */
export interface Incident {
  run: Run;
  /** When it began, as the run says it. */
  since: string;
}

/** What has been told, and what of it still goes on. */
export interface Story {
  /** Incidents that were told, by key; null before the first look: what was there then is no news. */
  told: ReadonlySet<string> | null;
  open: readonly Incident[];
}

/** What a look at the runs brings. */
export interface Look {
  story: Story;
  /** Incidents that have begun. */
  fresh: readonly Incident[];
  /** Open ones that ended with a sign of life, or with progress, as the runs are now. */
  recovered: readonly Run[];
}

/** Before the first look. */
export const UNTOLD: Story = { told: null, open: [] };

/**
 * What is new among `runs`. An incident is known by the run and the moment it began, so that
 * neither a reload of the board nor a deadline that moves makes it another one.
 */
export function follow(story: Story, runs: readonly Run[], trouble: Trouble): Look {
  const going = new Map<string, Incident>();
  for (const run of runs) {
    const since = sinceOf(run, trouble);
    if (since !== null) going.set(`${run.id} ${since}`, { run, since });
  }
  const { told } = story;
  const fresh = told === null ? [] : [...going].filter(([key]) => !told.has(key));
  const open = story.open.flatMap(({ run, since }) => going.get(`${run.id} ${since}`) ?? []);
  const ended = story.open.filter(({ run, since }) => !going.has(`${run.id} ${since}`));
  const byId = ended.length === 0 ? null : new Map(runs.map((run) => [run.id, run]));
  return {
    story: {
      told: new Set(going.keys()),
      open: [...open, ...fresh.map(([, incident]) => incident)],
    },
    fresh: fresh.map(([, incident]) => incident),
    recovered: ended.flatMap(({ run, since }) => {
      const now = byId?.get(run.id);
      return now !== undefined && hasRecovered(now, since, trouble) ? [now] : [];
    }),
  };
}

function sinceOf(run: Run, trouble: Trouble): string | null {
  if (run.status !== 'RUNNING') return null;
  return trouble === 'suspect' ? run.suspectedAt : run.stuckAt;
}

/** An incident also ends when the run does, and when an operator gives it time. */
function hasRecovered(run: Run, since: string, trouble: Trouble): boolean {
  if (run.status !== 'RUNNING') return false;
  const sign = trouble === 'suspect' ? run.lastSignAt : run.lastProgressAt;
  return sign !== null && sign > since;
}
