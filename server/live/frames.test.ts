import { describe, expect, test } from 'vitest';
import type { RunPatch } from '../domain/events.ts';
import { createFakeClock, NEW_YEAR } from '../testing/fake-clock.ts';
import { createFrames } from './frames.ts';

function setup() {
  const clock = createFakeClock();
  const members = new Set(['board', 'run:a']);
  const sent: { at: number; room: string; patches: RunPatch[] }[] = [];
  const frames = createFrames({
    clock,
    frameIntervalMs: 200,
    hasMembers: (room) => members.has(room),
    send: (room, patches) => void sent.push({ at: clock.now() - NEW_YEAR, room, patches }),
  });
  return { clock, members, sent, frames };
}

describe('frames', () => {
  test('go out at once in a quiet room, and at most five a second in a busy one', async () => {
    const { frames, sent, clock } = setup();
    for (let rev = 0; rev < 100; rev += 1) {
      frames.push('board', { id: 'a', rev });
      await clock.advance(10);
    }
    expect(sent.map(({ at }) => at)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(sent.at(-1)?.patches).toEqual([{ id: 'a', rev: 99 }]);
  });

  test('hold one merged patch a run: later fields win, earlier ones stay', async () => {
    const { frames, sent, clock } = setup();
    frames.push('board', { id: 'first', rev: 0 });
    frames.push('board', { id: 'a', rev: 1, phase: 'list', lastSignAt: 't1' });
    frames.push('board', { id: 'b', rev: 1, phase: 'index' });
    frames.push('board', { id: 'a', rev: 2, phase: 'detail' });
    await clock.advance(200);
    expect(sent[1]?.patches).toEqual([
      { id: 'a', rev: 2, phase: 'detail', lastSignAt: 't1' },
      { id: 'b', rev: 1, phase: 'index' },
    ]);
  });

  test('keep the rooms apart', () => {
    const { frames, sent } = setup();
    frames.push('board', { id: 'a', rev: 1 });
    frames.push('run:a', { id: 'a', rev: 1 });
    expect(sent.map(({ room, at }) => [room, at])).toEqual([
      ['board', 0],
      ['run:a', 0],
    ]);
  });

  test('cost nothing in a room without members, not even a timer', async () => {
    const { frames, sent, clock } = setup();
    frames.push('run:nobody', { id: 'nobody', rev: 1 });
    expect(clock.pending()).toEqual([]);
    await clock.advance(1000);
    expect(sent).toEqual([]);
  });

  test('are dropped when the last member has left', async () => {
    const { frames, sent, clock, members } = setup();
    frames.push('board', { id: 'a', rev: 1 });
    frames.push('board', { id: 'a', rev: 2 });
    members.clear();
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(clock.pending()).toEqual([]);
  });

  test('leave no timer behind in a room that has gone quiet', async () => {
    const { frames, clock } = setup();
    frames.push('board', { id: 'a', rev: 1 });
    await clock.advance(200);
    expect(clock.pending()).toEqual([]);
  });

  test('give back what is pending of one run, and keep the rest', async () => {
    const { frames, sent, clock } = setup();
    frames.push('board', { id: 'first', rev: 0 });
    frames.push('board', { id: 'a', rev: 1 });
    frames.push('board', { id: 'b', rev: 1 });
    expect(frames.take('board', 'a')).toEqual({ id: 'a', rev: 1 });
    expect(frames.take('board', 'a')).toBeNull();
    await clock.advance(200);
    expect(sent[1]?.patches).toEqual([{ id: 'b', rev: 1 }]);
  });

  test('stop for good', async () => {
    const { frames, sent, clock } = setup();
    frames.push('board', { id: 'a', rev: 1 });
    frames.push('board', { id: 'a', rev: 2 });
    frames.stop();
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
  });
});
