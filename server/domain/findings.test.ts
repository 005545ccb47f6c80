import { describe, expect, test } from 'vitest';
import { aDecision, anId } from '../testing/factories.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { aRecord } from '../testing/records.ts';
import { entriesOf, holding, outcomeOf, recordOf, sift, tell } from './findings.ts';

const NOW = NEW_YEAR + 600_000;
const decision = aDecision(NOW);
const dead = aRecord({ id: anId(1) });
const still = aRecord({
  id: anId(2),
  lastHeartbeatAt: NOW,
  stuckAt: NOW,
  whenStuck: 'fail',
});
const alive = aRecord({ id: anId(3), lastHeartbeatAt: NOW });

describe('what a look found', () => {
  test('is sifted into the stale, with what makes them so, and the spared', () => {
    const found = sift([dead, still, alive], NOW, 'deadline', ['x']);
    expect(found.stale).toEqual([
      { run: dead, verdict: 'silent' },
      { run: still, verdict: 'stuck' },
    ]);
    expect(found.spared).toEqual([{ run: alive, reason: 'spoke' }]);
    expect(recordOf('s', found, decision)).toMatchObject({ examined: 4, marked: 2, spared: 2 });
  });

  test('is told with the evidence, the cause where it is marked', () => {
    const { marked, spared } = tell(sift([dead, still, alive], NOW, 'deadline', ['x']), decision);
    expect(marked.map(({ reason, evidence }) => [reason, evidence?.cause])).toEqual([
      ['silent', 'never_spoke'],
      ['stuck', 'stuck'],
    ]);
    expect(spared.map(({ reason, evidence }) => [reason, evidence?.cause])).toEqual([
      ['spoke', null],
      ['not_found', undefined],
    ]);
  });

  test('moves whom the storm guard holds to the spared, and leaves the others', () => {
    const found = sift([dead, still], NOW);
    const held = holding(found, new Set([dead]));
    expect(held.stale).toEqual([{ run: still, verdict: 'stuck' }]);
    expect(held.spared).toEqual([{ run: dead, reason: 'held' }]);
    expect(holding(found, new Set())).toBe(found);
  });

  test('moves whoever spoke or ended before it was marked to the spared', () => {
    const told = tell(sift([dead, still], NOW), decision);
    const ended = { ...still, status: 'COMPLETED' as const };
    const outcome = outcomeOf({ marked: [], spared: [alive, ended], sweep: null }, told, decision);
    expect(outcome.marked).toEqual([]);
    expect(outcome.spared).toEqual(entriesOf([alive, ended], decision));
    expect(outcome.spared.map(({ reason }) => reason)).toEqual(['spoke', 'closed']);
  });
});
