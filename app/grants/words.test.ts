import { expect, test } from 'vitest';
import { aRun, at } from '../run/testing/a-run.ts';
import { grantTitle, refusedWords } from './words.ts';

const say = (iso: string) => iso.slice(11, 19);

test('a grant says who has until when', () => {
  const books = aRun({ deadlineAt: at(1000) });
  expect(grantTitle({ now: at(400), granted: [books], refused: [] }, say)).toBe(
    'books has until 00:16:40 to speak',
  );
});

test('of several the earliest end is told', () => {
  const granted = [aRun({ deadlineAt: at(1300) }), aRun({ deadlineAt: at(1000) })];
  expect(grantTitle({ now: at(400), granted, refused: [] }, say)).toBe(
    '2 runs have until 00:16:40 to speak',
  );
});

test('who got none is told, and why', () => {
  const refused = [
    { runId: 'a', reason: 'closed' as const },
    { runId: 'b', reason: 'closed' as const },
    { runId: 'c', reason: 'not_found' as const },
  ];
  const answer = { now: at(0), granted: [], refused };
  expect(grantTitle(answer, say)).toBe('No run was given time');
  expect(refusedWords(answer)).toBe('2 runs had already ended, 1 run could not be found.');
  expect(refusedWords({ ...answer, refused: [] })).toBeNull();
});
