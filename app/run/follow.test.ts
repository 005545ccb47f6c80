import { expect, test } from 'vitest';
import { arrived, FOLLOWING, followed, scrolled } from './follow.ts';

const atEnd = scrolled(FOLLOWING, { top: 1000, toEndPx: 0 });

test('a log that nobody touched keeps following while lines arrive', () => {
  const state = scrolled(arrived(atEnd, 5), { top: 1000, toEndPx: 100 });
  expect(state).toMatchObject({ following: true, unseen: 0 });
});

test('a reader who scrolls up is left in peace, and what arrives is counted', () => {
  const up = scrolled(atEnd, { top: 700, toEndPx: 300 });
  expect(up.following).toBe(false);
  expect(arrived(arrived(up, 3), 4)).toMatchObject({ following: false, unseen: 7 });
});

test('scrolling down a little does not start the following before the end is reached', () => {
  const up = scrolled(atEnd, { top: 700, toEndPx: 300 });
  expect(scrolled(up, { top: 800, toEndPx: 200 }).following).toBe(false);
  expect(scrolled(arrived(up, 2), { top: 990, toEndPx: 10 })).toEqual({
    following: true,
    unseen: 0,
    top: 990,
  });
});

test('asking for the newest line follows again and forgets the count', () => {
  const up = arrived(scrolled(atEnd, { top: 0, toEndPx: 1000 }), 9);
  expect(followed(up)).toMatchObject({ following: true, unseen: 0 });
});

test('a frame without new lines changes nothing', () => {
  const up = scrolled(atEnd, { top: 0, toEndPx: 1000 });
  expect(arrived(up, 0)).toBe(up);
});
