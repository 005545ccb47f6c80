import { createHarm, FAULT_KINDS, type FaultKind, type Harm, type Harmable } from './harm.ts';

/** What goes wrong in a world. */
export interface Faults extends Omit<Harm, 'inject'> {
  start(): void;
  /** No new ones from now on, or again. */
  hold(isHeld: boolean): void;
  /** When the last of those under way is over. */
  busyUntil(): number;
  /** What was done, and when. */
  schedule(): readonly [at: number, what: string][];
}

/** The parts that {@link createFaults} stands on. */
export interface FaultsParts extends Harmable {
  /** Between two faults, on average; milliseconds. */
  every: number;
  /** No other kinds than these. */
  only?: readonly FaultKind[];
  /** The clock may be set back. */
  mayGoBack: boolean;
}

/** How often each kind is met, beside the others. */
const WEIGHTS: Record<FaultKind, number> = {
  block: 16,
  away: 8,
  slow: 5,
  stall: 2,
  sleep: 4,
  leapForward: 4,
  leapBack: 4,
  loseTicks: 6,
  weather: 12,
  cut: 8,
  restart: 12,
  crashAtCommit: 8,
  massDeath: 3,
};

export function createFaults(parts: FaultsParts): Faults {
  const { timeline, machine, crowd, figures, random } = parts;
  const kinds = (parts.only ?? FAULT_KINDS).filter(
    (kind) => kind !== 'leapBack' || parts.mayGoBack,
  );
  const schedule: [number, string][] = [];
  const harm = createHarm(parts, met);
  let held = false;
  let busyUntil = 0;

  return {
    isTickLost: harm.isTickLost,
    committed: harm.committed,
    start: plan,
    hold(isHeld) {
      held = isHeld;
    },
    busyUntil: () => busyUntil,
    schedule: () => schedule,
  };

  function plan(): void {
    timeline.at(timeline.now() + random.wait(parts.every), () => {
      if (!held && timeline.now() >= machine.asleepUntil()) {
        harm.inject(random.weighted(kinds, (kind) => WEIGHTS[kind]));
      }
      plan();
    });
  }

  /** Notes a fault, and counts an incident for each living run that meets it. */
  function met(what: string, lasts: number, runs = crowd.livingRuns().length): void {
    schedule.push([timeline.now(), what]);
    busyUntil = Math.max(busyUntil, timeline.now() + lasts);
    figures.faults += 1;
    figures.incidents += runs;
  }
}
