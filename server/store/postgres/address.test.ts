import { describe, expect, test } from 'vitest';
import { BootFailure } from '../../domain/errors.ts';
import { addressOf, isPostgresUrl, withoutPassword } from './address.ts';

describe('a DATABASE_URL', () => {
  test.each([
    ['postgres://localhost/flatline', true],
    ['postgresql://u:p@db.example.com:5433/flatline?sslmode=require', true],
    ['file:./postgres://x', false],
    ['file:./data/flatline.db', false],
  ])('of %s is one of PostgreSQL: %s', (url, expected) => {
    expect(isPostgresUrl(url)).toBe(expected);
  });

  test.each([
    ['postgres://ann:s3cret@host/db', 'postgres://ann:***@host/db'],
    ['postgres://ann:s3/c@r#e:t@host/db', 'postgres://ann:***@host/db'],
    ['postgres://:s3cret@host/db', 'postgres://:***@host/db'],
    ['postgres://ann@host/db', 'postgres://ann@host/db'],
    ['postgres://host:5432/db', 'postgres://host:5432/db'],
    ['postgres:///db?host=/run&password=s3cret&x=1', 'postgres:///db?host=/run&password=***&x=1'],
  ])('of %s is shown as %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });

  test.each([
    ['postgres://ann:s3cret@host', /names no database/],
    ['postgres://ann:s3cret@host/db?schema=mine', /names a schema/],
    ['postgres://ann:s3/cret%@host:x/db', /is not a URL/],
  ])('of %s is refused in one sentence without its password', (url, sentence) => {
    const refused = () => addressOf(url);
    expect(refused).toThrow(BootFailure);
    expect(refused).toThrow(sentence);
    try {
      refused();
    } catch (failure) {
      expect(JSON.stringify([String(failure), (failure as Error).cause ?? null])).not.toContain(
        's3',
      );
    }
  });

  test('keeps what it asks for, except where Flatline must have its way', () => {
    const asked = 'postgres://u:p@h/db?sslmode=require&options=-c%20synchronous_commit%3Doff';
    const { searchParams } = new URL(addressOf(asked).url);
    expect(searchParams.get('sslmode')).toBe('require');
    expect(searchParams.get('options')).toMatch(/synchronous_commit=off .*synchronous_commit=on/);
  });
});
