import { expect, test } from 'vitest';
import type { RunEvent } from '../../server/domain/report.ts';
import { createRandom } from '../../sim/engine/random.ts';
import { born, lastEvent, lived, nextEvents } from './life.ts';

test('the numbers of a run count up without a gap, to its last word', () => {
  const random = createRandom(7);
  let life = born('a');
  const seqs: RunEvent['seq'][] = [];
  for (let turn = 0; turn < 200; turn += 1) {
    const events = nextEvents(life, random);
    seqs.push(...events.map(({ seq }) => seq));
    life = lived(life, events);
  }
  const last = lastEvent(life, random);
  seqs.push(last.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect(lived(life, [last])).toMatchObject({ events: seqs.length, lines: life.lines });
});

test('lines and phases are counted as they are acknowledged, and the end is kept', () => {
  const life = lived(born('a'), [
    { type: 'log', seq: 0, level: 'info', message: 'x' },
    { type: 'heartbeat', seq: 1 },
    { type: 'phase', seq: 2, phase: 'phase-1' },
    { type: 'finish', seq: 3, outcome: 'cancelled' },
  ]);
  expect(life).toEqual({ id: 'a', events: 4, lines: 1, phases: 2, ended: 'CANCELLED' });
});

test('each kind of event is said by somebody', () => {
  const random = createRandom(1);
  const kinds = Array.from({ length: 200 }, () => nextEvents(born('a'), random)).flat();
  expect(new Set(kinds.map(({ type }) => type))).toEqual(
    new Set(['heartbeat', 'progress', 'log', 'phase']),
  );
});
