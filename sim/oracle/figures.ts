/** What is counted over all worlds. */
export interface Figures {
  /** Living runs that met a fault, a fault counting once a run. */
  incidents: number;
  /** Faults that were injected. */
  faults: number;
  runs: number;
  /** Reports accepted, and all happenings. */
  reports: number;
  events: number;
  /** Living runs killed within their patience. */
  killed: number;
  /** Living runs that could not be heard within their patience, since the network lost their words. */
  unheard: number;
  /** Living runs that did not try to speak within their patience. */
  overdue: number;
  /** Dead runs that were found; the latest of them, in milliseconds after the moment they were due. */
  found: number;
  latest: number;
  missed: number;
  /** Runs held by the storm guard, and those of them that spoke again. */
  held: number;
  heldAndBack: number;
  suspected: number;
  stuckKilled: number;
  grants: number;
  restarts: number;
  /** Summed lifetimes of all runs, and the time that passed in the worlds; milliseconds. */
  runTime: number;
  worldTime: number;
}

export function noFigures(): Figures {
  return {
    incidents: 0,
    faults: 0,
    runs: 0,
    reports: 0,
    events: 0,
    killed: 0,
    unheard: 0,
    overdue: 0,
    found: 0,
    latest: 0,
    missed: 0,
    held: 0,
    heldAndBack: 0,
    suspected: 0,
    stuckKilled: 0,
    grants: 0,
    restarts: 0,
    runTime: 0,
    worldTime: 0,
  };
}

/** The figures of two worlds as one. */
export function addFigures(a: Figures, b: Figures): Figures {
  const sum = { ...a };
  for (const name of Object.keys(b) as (keyof Figures)[]) sum[name] += b[name];
  return { ...sum, latest: Math.max(a.latest, b.latest) };
}
