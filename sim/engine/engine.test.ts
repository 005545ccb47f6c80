import { describe, expect, test } from 'vitest';
import { createMachine } from './machine.ts';
import { createProcess } from './process.ts';
import { createRandom, seedOf } from './random.ts';
import { createTimeline, RANKS } from './timeline.ts';

const HOUR = 3_600_000;

function setup() {
  const timeline = createTimeline(0);
  const machine = createMachine(timeline);
  const process = createProcess({ timeline, machine });
  const log: string[] = [];
  const note = (what: string) => () => void log.push(`${timeline.now()} ${what}`);
  return {
    timeline,
    machine,
    process,
    log,
    note,
    run: (end: number) => timeline.run(end, () => false),
  };
}

describe('the timeline', () => {
  test('goes by time, then by rank, then by who was first', async () => {
    const { timeline, log, note, run } = setup();
    timeline.at(20, note('late'));
    timeline.at(10, note('arrival'), RANKS.arrival);
    timeline.at(10, note('timer'), RANKS.timer);
    timeline.at(10, note('world'));
    timeline.at(10, note('world again'));
    await run(15);
    expect(log).toEqual(['10 world', '10 world again', '10 timer', '10 arrival']);
    expect(timeline.now()).toBe(15);
  });

  test('keeps hundreds of happenings in order', async () => {
    const { timeline, run } = setup();
    const random = createRandom(5);
    const seen: number[] = [];
    for (let n = 0; n < 500; n += 1) {
      const at = random.int(0, 1000);
      timeline.quietly(at, () => seen.push(at));
    }
    await run(1000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).toHaveLength(500);
  });

  test('lets every promise run out before the next happening, however long the chain', async () => {
    const { timeline, log, note, run } = setup();
    timeline.at(1, async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      note('chain ends')();
    });
    timeline.at(1, note('next'));
    await run(2);
    expect(log).toEqual(['1 chain ends', '1 next']);
  });

  test('leaves out what was called off, and passes on what a happening throws', async () => {
    const { timeline, log, note, run } = setup();
    timeline.at(1, note('called off'))();
    timeline.at(2, () => {
      throw new Error('broken');
    });
    await expect(run(3)).rejects.toThrow('broken');
    expect(log).toEqual([]);
  });
});

describe('a process', () => {
  test('that is blocked wakes to its timers first, then to what has arrived, in their order', async () => {
    const { process, log, note, run } = setup();
    process.later(100, note('request'), RANKS.arrival);
    process.clock.after(200, note('timer'));
    process.clock.after(300, note('later timer'));
    process.block(1000);
    await run(2000);
    expect(log).toEqual(['1000 timer', '1000 later timer', '1000 request']);
  });

  test('that is killed does nothing any more', async () => {
    const { process, log, note, run } = setup();
    process.clock.after(10, note('timer'));
    process.kill();
    await run(20);
    expect(log).toEqual([]);
  });

  test('does not see a sleep in its steady clock and timers, and does in its time', async () => {
    const { timeline, machine, process, log, note, run } = setup();
    process.clock.after(1000, note('timer'));
    timeline.at(400, () => machine.sleep(HOUR));
    await run(2 * HOUR);
    expect(log).toEqual([`${HOUR + 1000} timer`]);
    expect([process.clock.now(), process.clock.steady()]).toEqual([2 * HOUR, HOUR]);
  });

  test('has a clock that follows a leap ahead and goes on when the host’s is set back', async () => {
    const { timeline, machine, process, run } = setup();
    machine.leap(HOUR);
    expect(process.clock.now()).toBe(HOUR);
    machine.leap(-HOUR);
    await run(500);
    expect(process.clock.now()).toBe(HOUR + 500);
    expect([machine.wall(), machine.behind()]).toEqual([500, HOUR]);
    expect(createProcess({ timeline, machine }).clock.now()).toBe(500);
  });
});

describe('numbers from a seed', () => {
  test('are the same for the same seed, and a fork does not move its origin', () => {
    const [one, other] = [createRandom(9), createRandom(9)];
    expect(one.fork().next()).toBe(other.fork().next());
    one.fork().next();
    other.fork();
    expect(one.next()).toBe(other.next());
  });

  test('repeat their order for a seed, and have another one for another', () => {
    const order = (seed: number) =>
      createRandom(seed)
        .shuffle([...'abcdefghij'])
        .join('');
    expect(order(7)).toBe(order(7));
    expect(order(7)).not.toBe(order(8));
    expect([...order(7)].sort().join('')).toBe('abcdefghij');
  });

  test('fall on what has a weight, as often as it has', () => {
    const random = createRandom(3);
    const weights = { never: 0, seldom: 1, often: 9 };
    const names = ['never', 'seldom', 'often'] as const;
    const drawn = Array.from({ length: 1000 }, () => random.weighted(names, (n) => weights[n]));
    expect(drawn).not.toContain('never');
    const seldom = drawn.filter((name) => name === 'seldom').length;
    expect(seldom).toBeGreaterThan(60);
    expect(seldom).toBeLessThan(140);
  });

  test('differ from world to world', () => {
    const seeds = Array.from({ length: 1000 }, (_, world) => seedOf(1, world));
    expect(new Set(seeds).size).toBe(1000);
  });
});
