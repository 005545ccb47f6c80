import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindOf, parseRoomRequest, roomOf } from './rooms.ts';

test('a uuid of any version names the room of a run', () => {
  const id = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  const request = parseRoomRequest({ room: 'run', id });
  expect(request).toEqual({ room: 'run', id });
  expect(roomOf(request!)).toBe(`run:${id}`);
  expect(kindOf(roomOf(request!))).toBe('run');
});

test('the board needs no id, and what else is sent is left out', () => {
  expect(parseRoomRequest({ room: 'board', id: 7, more: true })).toEqual({ room: 'board' });
});

test('anything else is no request, and never throws', () => {
  for (const sent of [undefined, null, 'board', [], { room: 'run' }, { room: 'run', id: 'x' }]) {
    expect(parseRoomRequest(sent)).toBeNull();
  }
  fc.assert(fc.property(fc.anything(), (sent) => void parseRoomRequest(sent)));
});
