import { toIso } from '../server/domain/time.ts';
import type { Figures } from './oracle/figures.ts';
import { INVARIANTS } from './oracle/judgement.ts';
import { lastEvents } from './oracle/run-truth.ts';
import type { Outcome } from './world.ts';

/** A broken invariant, with all that is needed to find out why. */
export function tellFailure(seed: number, world: number, outcome: Outcome): string {
  const { violation, faults, from } = outcome;
  if (violation === null) return 'Nothing was broken.';
  const { run } = violation;
  const lines = [
    `BROKEN: ${INVARIANTS[violation.invariant]}.`,
    `  ${toIso(violation.at)} ${run === null ? '' : `run ${run.name}: `}${violation.sentence}`,
    `  replay: npm run sim -- --seed ${seed} --world ${world}`,
    'The faults before it:',
    ...faults.map(([at, what]) => `  ${clockOf(at, from)} ${what}`),
  ];
  if (run === null) return lines.join('\n');
  const events = lastEvents(run).map(([at, what]) => `  ${clockOf(at, from)} ${run.name} ${what}`);
  return [...lines, `The last events of run ${run.name}:`, ...events].join('\n');
}

const YEAR_MS = 365.25 * 24 * 60 * 60_000;

/** Summed lifetimes of runs, in years. */
export function yearsOf({ runTime }: Figures): number {
  return runTime / YEAR_MS;
}

/** A number that nobody has to read twice. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** Hours, minutes, seconds and milliseconds since the world began. */
function clockOf(at: number, from: number): string {
  return new Date(at - from).toISOString().slice(11, -1);
}
