import { describe, expect, test } from 'vitest';
import { anId } from '../../testing/factories.ts';
import { createNotes, readNote } from './notes.ts';

const heard = (payloads: string[]) => payloads.map((payload) => readNote(payload, 'another'));
const ids = (count: number) => Array.from({ length: count }, (_, n) => anId(n));

describe('the notes of a transaction', () => {
  test('are none where nothing was written', () => {
    expect(createNotes('us').payloads()).toEqual([]);
  });

  test('name each run once, with the pass that ended it, and the pass last', () => {
    const notes = createNotes('us');
    notes.swept('pass');
    notes.changed(['a', 'b']);
    notes.changed(['b', 'c'], 'pass');
    notes.changed(['c', 'a']);
    expect(heard(notes.payloads())).toEqual([
      { what: 'runs', runs: ['a'], sweep: null },
      { what: 'runs', runs: ['b', 'c'], sweep: 'pass' },
      { what: 'swept', sweep: 'pass' },
    ]);
  });

  test('fit into notifications, and leave nobody out', () => {
    const notes = createNotes('us');
    const odd = ['ü'.repeat(2000), '"\\\n'.repeat(900)];
    const all = [...ids(2000), ...odd];
    notes.changed(all);
    const payloads = notes.payloads();
    expect(payloads.length).toBeGreaterThan(10);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000);
    const told = heard(payloads).flatMap((note) => (note?.what === 'runs' ? note.runs : []));
    expect(told).toEqual(all);
  });

  test('of more than 5,000 runs, or of an id that fits nowhere, say everything', () => {
    for (const runs of [ids(5001), ['x'.repeat(8000)]]) {
      const notes = createNotes('us');
      notes.changed(runs);
      notes.swept('pass');
      expect(heard(notes.payloads())).toEqual([
        { what: 'everything' },
        { what: 'swept', sweep: 'pass' },
      ]);
    }
    const most = createNotes('us');
    most.changed(ids(5000));
    expect(heard(most.payloads()).map((note) => note?.what)).not.toContain('everything');
  });
});

describe('a notification', () => {
  test('of our own says nothing new', () => {
    const notes = createNotes('us');
    notes.changed(['a']);
    expect(notes.payloads().map((payload) => readNote(payload, 'us'))).toEqual([null]);
  });

  test.each([undefined, '', 'hello', 'null', '7', '[]', '{}', '{"runs":"a"}', '{"swept":1}'])(
    'that no Flatline sends (%s) says nothing',
    (payload) => expect(readNote(payload, 'us')).toBeNull(),
  );
});
