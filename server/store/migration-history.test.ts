import { describe, expect, test } from 'vitest';
import { checksumOf, judgeHistory, type RecordedMigration } from './migration-history.ts';

const ONE = { name: '1_one', sql: 'CREATE TABLE a(b)' };
const TWO = { name: '2_two', sql: 'CREATE TABLE c(d)' };

function recorded(
  migration: typeof ONE,
  fields: Partial<RecordedMigration> = {},
): RecordedMigration {
  return {
    name: migration.name,
    checksum: checksumOf(migration),
    finished: true,
    rolledBack: false,
    ...fields,
  };
}

describe('the history of a database', () => {
  test('lacks everything when it is new', () => {
    expect(judgeHistory([], [ONE, TWO])).toEqual({ verdict: 'pending', pending: [ONE, TWO] });
  });

  test('lacks what was not applied', () => {
    expect(judgeHistory([recorded(ONE)], [ONE, TWO])).toMatchObject({ pending: [TWO] });
  });

  test('lacks a migration that was rolled back', () => {
    const rolledBack = recorded(ONE, { finished: false, rolledBack: true });
    expect(judgeHistory([rolledBack], [ONE])).toMatchObject({ pending: [ONE] });
  });

  test.each([
    ['tables of another program', 'foreign' as const, /name another file/],
    ['a migration that this code does not know', [recorded(TWO)], /newer Flatline.*2_two/],
    ['a migration in another form', [recorded(ONE, { checksum: 'x' })], /1_one.*another form/],
    ['a migration that failed', [recorded(ONE, { finished: false })], /1_one failed half way/],
  ])('is refused when it has %s', (_what, history, because) => {
    const verdict = judgeHistory(history, [ONE]);
    expect(verdict).toMatchObject({ verdict: 'refused', because: expect.stringMatching(because) });
  });
});
