import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { CAUSES, type Cause, type CauseFacts, causeOf } from './cause.ts';
import { SWEEP_TRIGGERS } from './sweep.ts';

const LIMIT = 600_000;

/** A run that beat once and has been silent, and heard to be so, for exactly its limit. */
function facts(fields: Partial<CauseFacts> = {}, run: Partial<CauseFacts['run']> = {}): CauseFacts {
  return {
    run: aRecord({ lastHeartbeatAt: NEW_YEAR + 1000, ...run }),
    verdict: 'silent',
    decidedBy: 'deadline',
    heardFor: LIMIT,
    together: false,
    ...fields,
  };
}

describe('the cause of a death', () => {
  test.each<[string, Cause, CauseFacts]>([
    ['that spoke, then did not', 'went_silent', facts()],
    ['that an operator swept', 'went_silent', facts({ decidedBy: 'manual' })],
    ['that never spoke', 'never_spoke', facts({}, { lastHeartbeatAt: null })],
    [
      'that named a phase at its start and nothing after',
      'never_spoke',
      facts({}, { lastHeartbeatAt: null, lastPhaseAt: NEW_YEAR }),
    ],
    [
      'whose phase another program wrote',
      'went_silent',
      facts({}, { lastHeartbeatAt: null, lastPhaseAt: NEW_YEAR + 1 }),
    ],
    ['that stood still', 'stuck', facts({ verdict: 'stuck', heardFor: 0, together: true })],
    [
      'of the server that ended',
      'server_restarted',
      facts({ decidedBy: 'startup', heardFor: 0 }, { origin: 'LOCAL' }),
    ],
    [
      'of another server that is gone',
      'server_restarted',
      facts({ serverGone: true, heardFor: 0, together: true }, { origin: 'LOCAL' }),
    ],
    ['that stood still on one', 'stuck', facts({ verdict: 'stuck', serverGone: true })],
    ['of another host at a start', 'undetermined', facts({ decidedBy: 'startup' })],
    ['among most live runs', 'fell_silent_together', facts({ together: true })],
    ['heard for a millisecond too little', 'undetermined', facts({ heardFor: LIMIT - 1 })],
    ['among most, hardly heard', 'undetermined', facts({ heardFor: LIMIT - 1, together: true })],
  ])('of a run %s is %s', (_, cause, given) => {
    expect(causeOf(given)).toBe(cause);
  });

  test('is one of the list for all there is, and never a guess', () => {
    const maybe = fc.option(fc.integer({ min: 0, max: 1e13 }));
    fc.assert(
      fc.property(
        fc.record({
          verdict: fc.constantFrom('silent' as const, 'stuck' as const),
          decidedBy: fc.constantFrom(...SWEEP_TRIGGERS),
          heardFor: fc.integer({ min: 0, max: 1e13 }),
          together: fc.boolean(),
          run: fc.record({
            startedAt: fc.integer({ min: 0, max: 1e13 }),
            lastHeartbeatAt: maybe,
            lastPhaseAt: maybe,
            origin: fc.constantFrom('LOCAL' as const, 'REMOTE' as const),
            staleAfterSeconds: fc.integer({ min: 1, max: 604_800 }),
          }),
        }),
        (given) => {
          const cause = causeOf(given);
          expect(CAUSES).toContain(cause);
          const silence = ['went_silent', 'never_spoke', 'fell_silent_together'];
          if (silence.includes(cause)) {
            expect(given.heardFor).toBeGreaterThanOrEqual(given.run.staleAfterSeconds * 1000);
          }
          expect(cause === 'stuck').toBe(given.verdict === 'stuck');
        },
      ),
    );
  });
});
