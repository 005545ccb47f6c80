import { expect, test } from 'vitest';
import { inSentence, readableJson, shownText } from './free-text.ts';

const ESC = '\u001b';

test('the colours of a terminal are not shown, the words between them are', () => {
  expect(shownText(`${ESC}[1;31mfailed${ESC}[0m after ${ESC}[38;5;208m3 s${ESC}[K`)).toBe(
    'failed after 3 s',
  );
  expect(shownText(`${ESC}]8;;http://x${ESC}\\link${ESC}]8;;\u0007`)).toBe('link');
});

test('an escape that is never closed swallows nothing', () => {
  expect(shownText(`${ESC}]0;title and everything after`)).toBe('0;title and everything after');
  expect(shownText('an array[0] stays')).toBe('an array[0] stays');
});

test('what turns a line, or is not seen, is written out where text stands by itself', () => {
  expect(shownText('a\u202egnp.exe')).toBe('a[U+202E]gnp.exe');
  expect(shownText('bell\u0007 delete\u007f next\u0085')).toBe('bell␇ delete␡ next[U+0085]');
  expect(shownText('a\tb\r\nc ספרים')).toBe('a\tb\r\nc ספרים');
  expect(inSentence('bell\u0007')).toBe('bell␇');
});

test('a part of a sentence cannot turn the words around it', () => {
  expect(inSentence('detail')).toBe('detail');
  expect(inSentence('a\u202egnp.exe\u2069')).toBe('agnp.exe');
  expect(inSentence('ספרים')).toBe('\u2068ספרים\u2069');
});

test('JSON with such characters is written with escapes and reads the same', () => {
  const detail = { name: 'a\u202eb', n: 1 };
  const text = readableJson(detail);
  expect(text).toContain('a\\u202eb');
  expect(JSON.parse(text)).toEqual(detail);
});
