import { type CampaignResult, createCpuWatch, runCampaign } from './campaign.ts';
import { type Caught, hunt, MUTANTS } from './mutants/index.ts';
import { NAIVE } from './mutants/naive.ts';
import type { Options } from './options.ts';
import { INVARIANTS } from './oracle/judgement.ts';
import { rounded, tellFailure, yearsOf } from './telling.ts';

/** Where lines go. */
type Say = (line: string) => void;

/** What share of the time is given to the naive sweeper, for the ratio. */
const NAIVE_SHARE = 0.2;

/** Lives through worlds, and as a measure with the naive sweeper; false when an invariant broke. */
export async function campaign({ seed, minutes, world }: Options, say: Say): Promise<boolean> {
  say(`seed ${seed}, ${minutes} minutes of processor time`);
  const cpuSeconds = minutes * 60;
  const replayed = world === null ? {} : { world, worlds: 1 };
  const found = await runCampaign({
    seed,
    cpuSeconds: world === null ? cpuSeconds * (1 - NAIVE_SHARE) : Number.POSITIVE_INFINITY,
    ...replayed,
  });
  const { failure } = found;
  if (failure !== null) say(tellFailure(seed, failure.world, failure.outcome));
  const naive = await runCampaign({
    seed,
    cpuSeconds: Math.max(3, cpuSeconds * NAIVE_SHARE),
    flaw: NAIVE,
    each: { goesOn: true },
  });
  const ok = failure === null;
  say(JSON.stringify({ sim: true, ok, figures: { seed, ...figuresOf(found, naive) } }));
  return ok;
}

function figuresOf({ figures, worlds, cpuSeconds }: CampaignResult, naive: CampaignResult) {
  const { runTime: _, worldTime, latest, ...counted } = figures;
  const upperBound = 3 / Math.max(1, figures.incidents);
  const naiveRate = naive.figures.killed / Math.max(1, naive.figures.incidents);
  const years = yearsOf(figures);
  return {
    ...counted,
    killedUpperBound95: Number(upperBound.toPrecision(3)),
    latestSeconds: rounded(latest / 1000),
    simulatedYears: rounded(years),
    simulatedHours: rounded(worldTime / 3_600_000),
    worlds,
    cpuSeconds: rounded(cpuSeconds),
    yearsPerCpuMinute: rounded((years * 60) / cpuSeconds),
    naiveKilled: naive.figures.killed,
    naiveIncidents: naive.figures.incidents,
    // At the least so many times as many as with Flatline, of which none were killed.
    naiveRatio: rounded(naiveRate / upperBound, 1),
  };
}

/** How much processor time a mutant may take to be caught. */
const HUNT_SECONDS = 60;

/** Hunts every mutant; false when one was not caught. */
export async function hunts({ seed }: Options, say: Say): Promise<boolean> {
  say(`seed ${seed}, ${MUTANTS.length} mutants, at most ${HUNT_SECONDS} s of processor time each`);
  const cpu = createCpuWatch();
  const all: Caught[] = [];
  for (const mutant of MUTANTS) {
    const caught = await hunt(mutant, seed, HUNT_SECONDS);
    all.push(caught);
    say(tellHunt(caught));
  }
  const caught = all.filter(({ isCaught }) => isCaught);
  const ok = caught.length === all.length;
  const figures = {
    seed,
    mutants: all.length,
    caught: caught.length,
    slowestCpuSeconds: rounded(Math.max(...all.map(({ cpuSeconds }) => cpuSeconds))),
    cpuSeconds: rounded(cpu.seconds()),
  };
  say(JSON.stringify({ sim: true, ok, figures }));
  return ok;
}

function tellHunt(caught: Caught): string {
  const { mutant, invariant, isCaught, sentence, simulatedHours, cpuSeconds } = caught;
  const after = `${simulatedHours.toFixed(1)} h simulated, ${cpuSeconds.toFixed(1)} s`;
  const broken = invariant === null ? 'nothing' : `"${INVARIANTS[invariant]}"`;
  const how = `${isCaught ? 'caught' : 'NOT CAUGHT'} by ${broken}: ${sentence}`;
  return `${mutant.name}: ${mutant.says}\n  after ${after}: ${how}`;
}
