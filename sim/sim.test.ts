import { describe, expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { MUTANTS } from './mutants/index.ts';
import { NAIVE } from './mutants/naive.ts';
import { tellFailure } from './telling.ts';

/** Time on a busy machine: what a world costs is processor time. */
const PATIENT = { timeout: 240_000 };
const UNLIMITED = Number.POSITIVE_INFINITY;

/** A world as the campaigns have them, though shorter. */
const SHORT = { size: 200, hours: 5, faultsEvery: 8 * 60_000 };

async function liveThrough(seed: number, worlds: number, each = SHORT) {
  const result = await runCampaign({ seed, worlds, cpuSeconds: UNLIMITED, each });
  const { failure } = result;
  const told = failure === null ? '' : tellFailure(seed, failure.world, failure.outcome);
  return { ...result, told };
}

describe('in a world where nearly everything goes wrong', () => {
  test(
    'no living run is killed and no dead one missed, with a seed that is always the same',
    PATIENT,
    async () => {
      const { told, figures } = await liveThrough(20261124, 2);
      expect(told).toBe('');
      expect(figures).toMatchObject({ killed: 0, missed: 0 });
      expect(figures.incidents).toBeGreaterThan(5000);
      expect(figures.found).toBeGreaterThan(100);
    },
  );

  test('nor with another seed; npm run sim takes a new one each time', PATIENT, async () => {
    const { told } = await liveThrough(1966, 1);
    expect(told).toBe('');
  });

  test('a naive sweeper kills many', PATIENT, async () => {
    const each = { ...SHORT, goesOn: true };
    const { figures } = await runCampaign({
      seed: 20261124,
      worlds: 1,
      cpuSeconds: UNLIMITED,
      flaw: NAIVE,
      each,
    });
    expect(figures.killed).toBeGreaterThan(10);
  });
});

describe('a world', () => {
  const small = { size: 40, hours: 2, faultsEvery: 4 * 60_000 };

  test('is the same for the same seed, to the last event', PATIENT, async () => {
    const [once, again] = [await liveThrough(7, 2, small), await liveThrough(7, 2, small)];
    expect(again.figures).toEqual(once.figures);
    expect(again.last?.faults).toEqual(once.last?.faults);
  });

  test('is another for another seed', PATIENT, async () => {
    const [one, other] = [await liveThrough(7, 1, small), await liveThrough(8, 1, small)];
    expect(other.figures).not.toEqual(one.figures);
  });

  test(
    'tells of a failure with its seed, the faults before it and the events of the run',
    PATIENT,
    async () => {
      const { flaw } = MUTANTS.find(({ name }) => name === 'blanket-recovery') ?? { flaw: {} };
      const { failure } = await runCampaign({ seed: 3, cpuSeconds: 60, flaw, each: small });
      const told = failure === null ? '' : tellFailure(3, failure.world, failure.outcome);
      expect(told).toContain('BROKEN: No run that speaks again within its patience was killed.');
      expect(told).toContain(`replay: npm run sim -- --seed 3 --world ${failure?.world}`);
      expect(told).toMatch(/The faults before it:\n(.*\n)* .* is killed/);
      expect(told).toMatch(/The last events of run #\d+/);
      expect(told).toMatch(/is made FAILED by a\d+/);
    },
  );
});
