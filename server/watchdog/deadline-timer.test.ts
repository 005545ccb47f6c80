import { describe, expect, test } from 'vitest';
import type { Millis } from '../domain/time.ts';
import { createGate, openTestTimer } from '../testing/deadlines.ts';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import {
  LONGEST_SLEEP,
  PASS_INTERVAL,
  type PassResult,
  RETRY_AFTER,
  RETRY_AFTER_MAX,
} from './deadline-timer.ts';

const MINUTE = 60_000;

const setup = (...deadlines: Millis[]) => openTestTimer(deadlines);

describe('the deadline timer', () => {
  test('starts a pass exactly at the earliest deadline, then at the one after it', async () => {
    const { clock, world, timer } = setup(7000, 5000);
    await timer.start();
    await clock.advance(4999);
    expect(world.passes).toEqual([]);
    await clock.advance(5001);
    expect(world.passes).toEqual([5000, 7000]);
  });

  test('keeps the earlier of what it is told', async () => {
    const { clock, world, timer, add } = setup(5000);
    await timer.start();
    add(9000);
    add(3000);
    await clock.advance(10_000);
    expect(world.passes).toEqual([3000, 5000, 9000]);
  });

  test('hears of the first deadline while it knows of none', async () => {
    const { clock, world, timer, add } = setup();
    await timer.start();
    await clock.advance(MINUTE);
    add(MINUTE + 10);
    await clock.advance(MINUTE);
    expect(world.passes).toEqual([MINUTE + 10]);
  });

  test('sleeps an hour at the most, then asks the store again', async () => {
    const { clock, world, timer, next } = setup(3 * LONGEST_SLEEP);
    await timer.start();
    expect(next()).toEqual([LONGEST_SLEEP]);
    // Written by another program: nobody told the timer.
    world.deadlines.push(NEW_YEAR + LONGEST_SLEEP + 5);
    await clock.advance(LONGEST_SLEEP + 5);
    expect(world.passes).toEqual([LONGEST_SLEEP + 5]);
  });

  test('starts no pass when the system wakes it a hair too early', async () => {
    const { clock, world, timer } = openTestTimer([5000], 1);
    await timer.start();
    await clock.advance(10_000);
    expect(world.passes).toEqual([5000]);
  });

  test('asks the store when it wakes before the deadline', async () => {
    const { clock, world, timer, next } = setup(2 * LONGEST_SLEEP);
    await timer.start();
    await clock.advance(LONGEST_SLEEP);
    expect(world.passes).toEqual([]);
    expect(next()).toEqual([2 * LONGEST_SLEEP]);
  });

  test('that wakes to no candidate arms for what has become the earliest', async () => {
    const { clock, world, timer, next } = setup(5000);
    await timer.start();
    world.deadlines = [NEW_YEAR + 20_000];
    await clock.advance(5000);
    expect(world.passes).toEqual([5000]);
    expect(next()).toEqual([20_000]);
  });

  test('lets deaths close together share a pass', async () => {
    const deaths = Array.from({ length: 100 }, (_, n) => 1000 + n);
    const { clock, world, timer } = setup(...deaths);
    await timer.start();
    await clock.advance(2000);
    expect(world.passes).toEqual([1000, 1000 + PASS_INTERVAL, 1000 + 2 * PASS_INTERVAL]);
    expect(world.deadlines).toEqual([]);
  });

  test('does not spin on a deadline in the past that survives its pass', async () => {
    const { clock, world, timer } = setup(-MINUTE);
    world.pass = async () => ({ judgedAt: clock.now() });
    await timer.start();
    await clock.advance(10 * RETRY_AFTER);
    expect(world.passes).toHaveLength(11);
  });

  test('goes on soon for what fell due while a pass ran', async () => {
    const { clock, world, timer, add } = setup(1000);
    const { open, opened } = createGate<PassResult>();
    world.pass = () => opened;
    await timer.start();
    await clock.advance(1000);
    add(1005);
    await clock.advance(20);
    world.deadlines = [NEW_YEAR + 1005];
    world.pass = async () => ({ judgedAt: clock.now() });
    open({ judgedAt: NEW_YEAR + 1000 });
    await clock.advance(PASS_INTERVAL);
    expect(world.passes).toEqual([1000, 1020 + PASS_INTERVAL]);
  });

  test('loses no notice that comes while a pass runs, whatever the store then says', async () => {
    const { clock, world, timer } = setup(1000);
    const { open, opened } = createGate<PassResult>();
    world.pass = () => opened;
    await timer.start();
    await clock.advance(1000);
    timer.notice(NEW_YEAR + 3000);
    world.deadlines = [];
    open({ judgedAt: NEW_YEAR + 1000 });
    await clock.advance(2000);
    expect(world.passes).toEqual([1000, 3000]);
  });

  test('loses no notice that comes while the store is asked', async () => {
    const { clock, world, timer, next } = setup();
    const { open, opened } = createGate<Millis | null>();
    world.read = () => opened;
    const started = timer.start();
    timer.notice(NEW_YEAR + 4000);
    open(NEW_YEAR + 9000);
    await started;
    expect(next()).toEqual([4000]);
    await clock.advance(4000);
    expect(world.passes).toEqual([4000]);
  });

  test('believes the later of two answers of the store', async () => {
    const { world, timer, next } = setup();
    await timer.start();
    const early = createGate<Millis | null>();
    world.read = () => early.opened;
    const first = timer.passEnded({ judgedAt: NEW_YEAR });
    world.read = async () => NEW_YEAR + 8000;
    await timer.passEnded({ judgedAt: NEW_YEAR });
    early.open(NEW_YEAR + 2000);
    await first;
    expect(next()).toEqual([8000]);
  });

  test('waits a second after a failed pass, then longer, up to a limit, and recovers', async () => {
    const { clock, world, timer, add } = setup(1000);
    const works = world.pass;
    world.pass = async () => 'failed';
    await timer.start();
    await clock.advance(1000 + 23 * RETRY_AFTER);
    expect(world.passes).toEqual([1000, 2000, 4000, 8000, 16_000, 16_000 + RETRY_AFTER_MAX]);
    world.pass = works;
    await clock.advance(RETRY_AFTER_MAX);
    add(40_000);
    world.pass = async () => 'failed';
    await clock.advance(50_000 - (clock.now() - NEW_YEAR));
    expect(world.passes.slice(7, 10)).toEqual([40_000, 41_000, 43_000]);
  });

  test('waits out that second even when an earlier deadline comes in', async () => {
    const { clock, world, timer, add } = setup(1000);
    world.pass = async () => 'failed';
    await timer.start();
    await clock.advance(1000);
    add(1010);
    await clock.advance(RETRY_AFTER);
    expect(world.passes).toEqual([1000, 2000]);
  });

  test('tries a pass a second after the store could not be asked', async () => {
    const { clock, world, timer, log } = setup(500);
    const works = world.read;
    world.read = async () => {
      throw new Error('locked');
    };
    await timer.start();
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    world.read = works;
    await clock.advance(RETRY_AFTER);
    expect(world.passes).toEqual([RETRY_AFTER]);
    expect(world.deadlines).toEqual([]);
  });

  test('arms anew after a pass that another trigger started', async () => {
    const { world, timer, next } = setup(5000);
    await timer.start();
    world.deadlines = [NEW_YEAR + 9000];
    await timer.passEnded({ judgedAt: NEW_YEAR });
    expect(next()).toEqual([9000]);
  });

  test('starts nothing once stopped, not even after a pass that was under way', async () => {
    const { clock, world, timer, next } = setup(1000, 2000);
    const { open, opened } = createGate<PassResult>();
    world.pass = () => opened;
    await timer.start();
    await clock.advance(1000);
    timer.stop();
    timer.stop();
    const reads = world.reads;
    open({ judgedAt: NEW_YEAR + 1000 });
    timer.notice(NEW_YEAR + 1500);
    await clock.advance(10_000);
    expect(world.passes).toEqual([1000]);
    expect(world.reads).toBe(reads);
    expect(next()).toEqual([]);
  });

  test('tolerates a stop without a start, and a notice before it', async () => {
    const { timer, next } = setup(1000);
    timer.notice(NEW_YEAR);
    timer.stop();
    expect(next()).toEqual([]);
  });
});
