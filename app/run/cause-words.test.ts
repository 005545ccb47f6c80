import { expect, test } from 'vitest';
import { CAUSES } from '../../server/domain/cause.ts';
import { causeText, factsOf, lastLines } from './cause-facts.ts';
import { causeSentence, causeTitle } from './cause-words.ts';
import { staleEvidenceOf, type ToldEvidence } from './stale-evidence.ts';
import { aDeadRun, at } from './testing/a-run.ts';

const say = (iso: string) => iso.slice(11, 19);
const died = aDeadRun(0, 603, {
  progress: { done: 412, total: 1200, unit: 'books', message: null },
});
const evidence = (over: Partial<ToldEvidence> = {}): ToldEvidence => ({
  ...(staleEvidenceOf(died.error) as ToldEvidence),
  ...over,
});

test('every cause has a title and a sentence of its own', () => {
  const titles = CAUSES.map((cause) => causeTitle(evidence({ cause })));
  const sentences = CAUSES.map((cause) => causeSentence(evidence({ cause }), say));
  expect(new Set(titles).size).toBe(CAUSES.length);
  expect(new Set(sentences).size).toBe(CAUSES.length);
});

test('where the evidence does not decide, the card says so, and why', () => {
  const deaf = evidence({ cause: 'undetermined', decidedBy: 'manual', heardForSeconds: 40 });
  expect(causeSentence(deaf, say)).toBe(
    'The evidence does not decide. It was silent for 10 min 3 s, but Flatline could hear it for only 40 s of that, less than its limit of 10 min: it may have spoken meanwhile.',
  );
  const swept = evidence({ cause: 'undetermined', decidedBy: 'startup', silentForSeconds: 3 });
  expect(causeSentence(swept, say)).toContain('The evidence does not decide whether');
});

test('a run whose server is gone is told with the name of that, where it is known', () => {
  const gone = evidence({ cause: 'server_restarted', nodeName: 'ada:1', decidedBy: 'deadline' });
  expect(causeSentence(gone, say)).toBe(
    'It ran inside another server, ada:1, which is gone, and was silent for 10 min 3 s (limit 10 min). A run of a server ends with it.',
  );
  expect(causeSentence({ ...gone, decidedBy: 'startup' }, say)).toBe(
    'It ran inside another server, ada:1, which ended after 00:00:00. A run of a server ends with it.',
  );
  expect(causeSentence({ ...gone, nodeName: undefined }, say)).toContain('another server which is');
  expect(factsOf(died, gone, say)).toContainEqual(['Server that ran it', 'ada:1, which is gone']);
});

test('a death from before causes were written down is told by its evidence', () => {
  expect(causeTitle(evidence())).toBe('It was silent for too long');
  expect(causeTitle(evidence({ decidedBy: 'startup', silentForSeconds: 3 }))).toBe(
    'Its server ended',
  );
  expect(factsOf(died, evidence(), say)).toEqual([
    ['Silent since', '00:00:00 (10 min 3 s), by a report'],
    ['Limit of silence', "10 min, from the server's setting"],
    ['Last phase', 'detail'],
    ['Last progress', '412 of 1,200 books'],
    ['Decided by', 'the watchdog'],
  ]);
});

test('all that is known stands on the card', () => {
  const facts = factsOf(
    died,
    evidence({
      cause: 'fell_silent_together',
      heardForSeconds: 590,
      hearingSince: at(13),
      heldSince: at(600),
      grantedUntil: at(500),
      decidedBy: 'deadline',
    }),
    say,
  );
  expect(facts.slice(4)).toEqual([
    ['Could be heard', '9 min 50 s of 10 min 3 s'],
    ['Hearing without a gap since', '00:00:13'],
    ['Held with the others since', '00:10:00'],
    ['An operator had given it until', '00:08:20'],
    ['Decided by', 'the watchdog, at its deadline'],
  ]);
});

test('a run that stood still is told by what did not move', () => {
  const stuck = evidence({
    cause: 'stuck',
    silentSince: at(2515),
    silentForSeconds: 5,
    heardForSeconds: 5,
    stuckSince: at(0),
    stuckAfterSeconds: 1800,
  });
  expect(factsOf(died, stuck, say).slice(0, 3)).toEqual([
    ['Last heard', '00:41:55 (5 s), by a report'],
    ['Limit of silence', "10 min, from the server's setting"],
    ['No progress since', '00:00:00 (42 min), limit 30 min'],
  ]);
  expect(factsOf(died, stuck, say).map(([name]) => name)).not.toContain('Could be heard');
});

test('the card as text holds the run, the evidence and the last lines, and nothing of a terminal', () => {
  const logs = Array.from({ length: 30 }, (_, n) => ({
    n: n + 1,
    at: at(n),
    level: 'info',
    message: `\u001b[31mline ${n + 1}\u001b[0m`,
  }));
  expect(lastLines(logs).map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n + 11));
  const text = causeText({ ...died, logs }, evidence({ cause: 'went_silent' }), 'http://x/runs/1');
  expect(text.split('\n').slice(0, 3)).toEqual([
    'books died: It went silent',
    'It spoke until 2026-01-01T00:00:00.000Z, then not for 10 min 3 s, though its limit is 10 min. It could have been heard.',
    'http://x/runs/1',
  ]);
  expect(text).toContain('Last progress: 412 of 1,200 books');
  expect(text).toMatch(/Last 20 log lines:\n2026-01-01T00:00:10.000Z info line 11\n/);
  expect(causeText(died, evidence(), '')).toContain('It sent no log lines.');
});
