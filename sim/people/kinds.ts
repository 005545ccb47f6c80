import type { Random } from '../engine/random.ts';

/** How a scraper speaks. Times in milliseconds. */
export interface Kind {
  name: string;
  /** How often it is met, beside the others. */
  weight: number;
  /** Its stale-after in seconds; null: the setting. */
  staleAfterSeconds: number | null;
  /** Heartbeats by timer; null: none. */
  beats: number | null;
  /** Until the next step of the work. */
  step(random: Random, patience: number): number;
  /** What it says of a step. */
  says: 'progress' | 'phase' | 'both' | 'nothing';
  /** How long a run takes on average. */
  takes: number;
  origin: 'LOCAL' | 'REMOTE';
  whenStuck: 'show' | 'fail';
  /** It starts and is never heard of again, so often. */
  neverSpeaks: number;
  /** It dies before its end, so often; or goes on beating without moving. */
  dies: number;
  sticks: number;
  /** Another program writes it into the database itself. */
  foreign: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const PLAIN: Omit<Kind, 'name' | 'weight'> = {
  staleAfterSeconds: null,
  beats: null,
  step: (random) => random.int(20_000, 3 * MINUTE),
  says: 'progress',
  takes: 3 * HOUR,
  origin: 'REMOTE',
  whenStuck: 'show',
  neverSpeaks: 0,
  dies: 0.08,
  sticks: 0,
  foreign: false,
};

/** The scrapers of a simulated world. */
export const KINDS: readonly Kind[] = [
  {
    ...PLAIN,
    name: 'steady',
    weight: 24,
    beats: 150_000,
    step: (random) => random.int(2 * MINUTE, 9 * MINUTE),
  },
  { ...PLAIN, name: 'progress', weight: 12, step: (random) => random.int(30_000, 4 * MINUTE) },
  {
    ...PLAIN,
    name: 'phases',
    weight: 12,
    step: (random) => random.int(MINUTE, 6 * MINUTE),
    says: 'both',
  },
  {
    ...PLAIN,
    name: 'slow-pages',
    weight: 16,
    // Pages of up to nine minutes and a stale-after of ten.
    step: (random, patience) => random.int(MINUTE, Math.round(patience * 0.9)),
  },
  {
    ...PLAIN,
    name: 'brink',
    weight: 6,
    // Speaks in the last seconds of its patience.
    step: (random, patience) => patience - random.int(120, 6000),
    dies: 0.02,
  },
  {
    ...PLAIN,
    name: 'tardy',
    weight: 3,
    // Speaks on either side of its threshold, now and then between a look and a mark.
    staleAfterSeconds: 60,
    step: (random, patience) => patience + random.int(-400, 40),
    takes: 20 * MINUTE,
  },
  {
    ...PLAIN,
    name: 'hasty',
    weight: 6,
    staleAfterSeconds: 90,
    beats: 22_500,
    takes: 20 * MINUTE,
    step: (random) => random.int(10_000, MINUTE),
  },
  {
    ...PLAIN,
    name: 'patient',
    weight: 6,
    staleAfterSeconds: 3600,
    beats: 900_000,
    takes: 6 * HOUR,
    step: (random) => random.int(5 * MINUTE, 25 * MINUTE),
  },
  {
    ...PLAIN,
    name: 'sticky',
    weight: 5,
    beats: 150_000,
    whenStuck: 'fail',
    sticks: 0.4,
    step: (random) => random.int(MINUTE, 12 * MINUTE),
  },
  { ...PLAIN, name: 'shown-stuck', weight: 3, beats: 150_000, sticks: 0.4 },
  { ...PLAIN, name: 'mayfly', weight: 4, takes: 5 * MINUTE, neverSpeaks: 0.3, dies: 0.1 },
  { ...PLAIN, name: 'local', weight: 6, origin: 'LOCAL', beats: 150_000 },
  {
    ...PLAIN,
    name: 'foreign',
    weight: 3,
    origin: 'LOCAL',
    says: 'phase',
    takes: HOUR,
    dies: 1,
    step: (random) => random.int(MINUTE, 8 * MINUTE),
    foreign: true,
  },
];
