import { expect, test } from 'vitest';
import { createCauses } from './causes.ts';
import { createKills } from './kills.ts';
import { createOutage } from './outage.ts';
import { isProven } from './proof.ts';
import { createRaces } from './races.ts';
import { prove } from './small.ts';

/** Milliseconds: real processes on a busy machine take their time. */
const PATIENT = 120_000;

test(
  'whoever races for a run, it ends once or not at all, and everybody was told the truth',
  async () => {
    expect(await prove(createRaces(), 200)).toMatchObject({ ok: true, figures: { races: 200 } });
  },
  PATIENT,
);

test(
  'a server killed under load leaves no orphan, touches no run of others and loses no line',
  async () => {
    expect(await prove(createKills({ each: 10 }), 2)).toMatchObject({
      ok: true,
      figures: { kills: 2, orphans: 20 },
    });
  },
  PATIENT,
);

test(
  'each cause that is brought about is named right',
  async () => {
    expect(await prove(createCauses(), 5)).toMatchObject({
      ok: true,
      figures: { right: 30, wrong: 0 },
    });
  },
  PATIENT,
);

test('a figure that is missing, too high or other than it must be proves nothing', () => {
  const proof = { exactly: { lost: 0 }, atMost: { slowestMs: 10 } };
  expect(isProven({ lost: 0, slowestMs: 10 }, proof)).toBe(true);
  expect(isProven({ lost: 1, slowestMs: 10 }, proof)).toBe(false);
  expect(isProven({ lost: 0, slowestMs: 11 }, proof)).toBe(false);
  expect(isProven({ lost: 0 }, proof)).toBe(false);
  expect(isProven({ slowestMs: 1 }, proof)).toBe(false);
});

test('the proof of an outage names what may not happen in it', () => {
  const { exactly, atMost } = createOutage();
  expect(exactly).toMatchObject({ healthyKilled: 0, missed: 0 });
  expect(atMost).toMatchObject({ notices: 1 });
});
