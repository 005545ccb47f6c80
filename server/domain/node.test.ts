import { describe, expect, test } from 'vitest';
import { aRecord } from '../testing/records.ts';
import {
  ALONE,
  type Company,
  companyOf,
  GONE_AFTER,
  isOrphan,
  judgeNode,
  type NodeVerdict,
  presentNode,
  type SeenNode,
} from './node.ts';
import { DEAF_WATCH, lookAt, unheardFor } from './node-watch.ts';

const NOW = Date.UTC(2026, 0, 1);

function aNode(fields: Partial<SeenNode> = {}): SeenNode {
  return {
    id: 'other',
    name: 'other:1',
    startedAt: NOW - 60_000,
    lastSeenAt: NOW - 1000,
    stoppedAt: null,
    goneAt: null,
    skewMs: 0,
    hold: 'held',
    ...fields,
  };
}

const LONG_AGO = { lastSeenAt: NOW - GONE_AFTER };
const FREE = { hold: 'free' } as const;

describe('another node', () => {
  test.each<[string, NodeVerdict, Partial<SeenNode>, string | null, number]>([
    ['that holds its lock and speaks', 'alive', {}, null, 0],
    ['that holds its lock and does not speak', 'mute', LONG_AGO, null, GONE_AFTER],
    ['that lost its lock a moment ago', 'unsure', FREE, null, 0],
    [
      'that is silent, for as long as we have not listened',
      'absent',
      { ...FREE, ...LONG_AGO },
      null,
      GONE_AFTER - 1,
    ],
    ['that was silent while we listened', 'gone', { ...FREE, ...LONG_AGO }, null, GONE_AFTER],
    ['of our name that lost its lock', 'gone', FREE, 'other:1', 0],
    ['of our name that holds its lock', 'alive', {}, 'other:1', 0],
    ['that cannot run beside us', 'gone', { hold: 'impossible' }, null, 0],
    ['that said that it stops', 'stopped', { stoppedAt: NOW - 5 }, null, 0],
    ['that was found gone', 'gone', { goneAt: NOW - 5 }, null, 0],
  ])('%s is %s', (_what, verdict, fields, name, unheard) => {
    expect(judgeNode(aNode(fields), { now: NOW, name, unheardFor: unheard })).toBe(verdict);
  });

  test.each([
    ['alive', {}],
    ['stopped', { stoppedAt: NOW }],
    ['gone', { goneAt: NOW }],
  ])('is shown as %s', (state, fields) => {
    expect(presentNode(aNode(fields), 'me')).toMatchObject({ state, self: false });
    expect(presentNode(aNode(fields), 'other').self).toBe(true);
  });
});

describe('the company of a start', () => {
  test('is nobody where there never was anyone', () => {
    expect(companyOf([], NOW, 'me:1')).toEqual(ALONE);
  });

  test.each<[string, Partial<SeenNode>, Pick<Company, 'heard' | 'alone'>]>([
    ['lives: it heard', {}, { heard: true, alone: false }],
    ['is mute: it did not hear, and may live', LONG_AGO, { heard: false, alone: false }],
    ['may live without its lock', FREE, { heard: false, alone: false }],
    ['has been away for long', { ...FREE, ...LONG_AGO }, { heard: false, alone: true }],
    ['stopped', { stoppedAt: NOW - 5 }, { heard: false, alone: true }],
  ])('where another %s', (_what, fields, expected) => {
    expect(companyOf([aNode(fields)], NOW, 'me:1')).toMatchObject(expected);
  });

  test('was last alive when any of them was, though not in the future', () => {
    const nodes = [
      aNode({ lastSeenAt: NOW - 9 }),
      aNode({ id: 'b', lastSeenAt: NOW - 8, stoppedAt: NOW - 3 }),
    ];
    expect(companyOf(nodes, NOW, 'me:1').lastAliveAt).toBe(NOW - 3);
    expect(companyOf([aNode({ lastSeenAt: NOW + 9 })], NOW, 'me:1').lastAliveAt).toBe(NOW);
  });
});

describe('a LOCAL run', () => {
  const run = aRecord({ origin: 'LOCAL', startedAt: NOW - 10_000, lastHeartbeatAt: NOW - 1000 });
  const with_ = (fields: Partial<SeenNode>) => companyOf([aNode(fields)], NOW, 'me:1');

  test.each<[string, boolean, Company, string | null]>([
    ['of a node that lives is none', false, with_({}), 'other'],
    ['of a node that is silent is none', false, with_({ ...FREE, ...LONG_AGO }), 'other'],
    ['of a node that this start found gone is one', true, with_({ hold: 'impossible' }), 'other'],
    [
      'that was silent since its node stopped is one',
      true,
      with_({ stoppedAt: NOW - 1000 }),
      'other',
    ],
    ['that spoke after its node was gone is none', false, with_({ goneAt: NOW - 1001 }), 'other'],
    ['of an unknown node is one', true, with_({}), 'whoever'],
    ['that nobody claims is one when we are alone', true, ALONE, null],
    ['that nobody claims is none while another lives', false, with_({}), null],
  ])('as an orphan: %s', (_what, expected, company, nodeId) => {
    expect(isOrphan(run, nodeId, company, NOW)).toBe(expected);
    expect(isOrphan({ ...run, origin: 'REMOTE' }, nodeId, company, NOW)).toBe(false);
  });
});

describe('the watch over the others', () => {
  const look = (lastSeenAt: number) => [{ id: 'other', lastSeenAt }];

  test('counts from when a word was first heard, by our steady clock', () => {
    let watch = lookAt(DEAF_WATCH, look(1), 1000);
    expect(unheardFor(watch, 'other')).toBe(0);
    watch = lookAt(watch, look(1), 6000);
    watch = lookAt(watch, look(1), 11_000);
    expect(unheardFor(watch, 'other')).toBe(10_000);
    watch = lookAt(watch, look(2), 16_000);
    expect(unheardFor(watch, 'other')).toBe(0);
  });

  test('begins anew after two looks that are too far apart, and after one that failed', () => {
    const before = lookAt(lookAt(DEAF_WATCH, look(1), 0), look(1), 10_000);
    expect(unheardFor(before, 'other')).toBe(10_000);
    expect(unheardFor(lookAt(before, look(1), 20_001), 'other')).toBe(0);
    expect(unheardFor(lookAt(DEAF_WATCH, look(1), 20_000), 'other')).toBe(0);
  });

  test('knows nothing of whom it has not seen', () => {
    expect(unheardFor(lookAt(DEAF_WATCH, [], 5), 'other')).toBe(0);
  });
});
