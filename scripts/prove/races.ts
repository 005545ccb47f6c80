import { join } from 'node:path';
import { createRandom, type Random } from '../../sim/engine/random.ts';
import type { Proof } from './proof.ts';
import { openRaceTrack, type RaceTrack } from './race-track.ts';

/** Runs that race in one round: each pass of it meets all of them. */
const RUNS_A_ROUND = 100;

/** Who races for a run, beside the passes that meet all runs of the round. */
const ACTORS = ['beat', 'finish', 'cancel'] as const;
type Actor = (typeof ACTORS)[number];

/** What one actor was answered. */
type Answer = 'taken' | 'refused';

/**
 * Beat, finish, cancel, timer, button and a second server's sweep, all at one run exactly at its
 * threshold, in every order: a run ends once, or not at all, and everybody was told the truth.
 */
export function createRaces(): Proof {
  return {
    measure: 'races',
    size: 100_000,
    exactly: { doubleEnds: 0, lostEnds: 0, doubleTold: 0, falseAnswers: 0, killedAfterBeat: 0 },
    atMost: {},
    async run({ scratch, size, seed, say }) {
      const random = createRandom(seed);
      const track = await openRaceTrack(join(scratch, 'races.db'));
      const sum = { races: 0, ended: 0, marked: 0, spared: 0, ...this.exactly };
      while (sum.races < size) {
        const count = Math.min(RUNS_A_ROUND, size - sum.races);
        for (const verdict of await round(track, random, count)) {
          sum.races += 1;
          for (const name of verdict) sum[name as keyof typeof sum] += 1;
        }
        if (sum.races % 5000 === 0) say(`${sum.races} races, ${sum.marked} marked`);
      }
      await track.close();
      return sum;
    },
  };
}

async function round(track: RaceTrack, random: Random, count: number): Promise<string[][]> {
  const ids = await track.startAtThreshold(count);
  const answers = new Map(ids.map((id) => [id, new Map<Actor, Answer>()]));
  const moves: (() => Promise<unknown>)[] = [
    () => track.sweep('deadline'),
    () => track.sweep('manual'),
    () => track.sweepElsewhere(),
  ];
  for (const id of ids) {
    // Each run has its own company: all six, or fewer.
    for (const actor of ACTORS) {
      if (random.chance(1 / 3)) continue;
      moves.push(async () => {
        answers.get(id)?.set(actor, await track.act(actor, id));
      });
    }
  }
  await Promise.all(random.shuffle(moves).map((move) => move()));
  // Whoever was held up: whatever is still due is due still.
  await track.sweep('watchdog');
  const verdicts: string[][] = [];
  for (const id of ids) {
    verdicts.push(await judge(track, id, answers.get(id) ?? new Map()));
    // Whoever is left has no part in the next round.
    await track.act('finish', id);
  }
  return verdicts;
}

/** The names of the figures that this race adds to. */
async function judge(track: RaceTrack, id: string, answers: Map<Actor, Answer>): Promise<string[]> {
  const { status, fatalErrors, isStale } = await track.ending(id);
  const told = track.endingsTold(id);
  const [beat, finish] = [answers.get('beat'), answers.get('finish')];
  const found: string[] = [];
  const ended = status !== 'RUNNING';
  if (ended) found.push('ended');
  if (isStale) found.push('marked');
  if (!ended) found.push('spared');
  if (fatalErrors > 1 || told > 1) found.push('doubleEnds');
  if (told > 1) found.push('doubleTold');
  if (ended && told === 0) found.push('lostEnds');
  // Without a word that was taken, nobody spared it.
  if (!ended && beat !== 'taken') found.push('lostEnds');
  if (finish === 'taken' && (isStale || !ended)) found.push('falseAnswers');
  if (finish === 'refused' && ended && !isStale) found.push('falseAnswers');
  if (beat === 'taken' && isStale) found.push('killedAfterBeat');
  return found;
}
