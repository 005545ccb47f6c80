import { expect, test } from 'vitest';
import { beginning, type ConnectionEvent, tellConnection } from './connection.ts';

function after(...events: [at: number, ConnectionEvent][]) {
  return events.reduce((story, [at, event]) => tellConnection(story, event, at), beginning(0));
}

test('a tab catches up until every room has answered', () => {
  const connected = after([10, { type: 'connected', rooms: ['board', 'run:a'] }]);
  expect(connected.connection.state).toBe('catching-up');
  const one = tellConnection(connected, { type: 'answered', room: 'board' }, 20);
  expect(one.connection.state).toBe('catching-up');
  const both = tellConnection(one, { type: 'answered', room: 'run:a' }, 30);
  expect(both.connection).toMatchObject({ state: 'live', since: 30 });
});

test('a tab that wants no room is live at once', () => {
  expect(after([5, { type: 'connected', rooms: [] }]).connection.state).toBe('live');
});

test('being offline counts from the first failure, not from the last attempt', () => {
  const story = after(
    [10, { type: 'connected', rooms: [] }],
    [50, { type: 'lost' }],
    [55, { type: 'lost' }],
  );
  expect(story.connection).toMatchObject({ state: 'offline', since: 50 });
});

test('a room opened later does not make a live tab catch up', () => {
  const live = after([10, { type: 'connected', rooms: [] }]);
  expect(tellConnection(live, { type: 'answered', room: 'run:b' }, 20)).toBe(live);
});

test('being heard redraws at most once a second', () => {
  const heard = after([1000, { type: 'heard' }]);
  expect(heard.connection.lastUpdateAt).toBe(1000);
  expect(tellConnection(heard, { type: 'heard' }, 1999)).toBe(heard);
  expect(tellConnection(heard, { type: 'heard' }, 2000).connection.lastUpdateAt).toBe(2000);
});
