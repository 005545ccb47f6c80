import { describe, expect, test } from 'vitest';
import { createServerClock } from './server-clock.ts';

const SERVER = Date.UTC(2026, 0, 1);

function setup() {
  const machine = { monotonic: 5000, wall: SERVER + 3_600_000 };
  const clock = createServerClock({
    monotonic: () => machine.monotonic,
    wall: () => machine.wall,
  });
  return { machine, clock, iso: (at: number) => new Date(at).toISOString() };
}

describe('the server’s clock in a tab', () => {
  test('is the machine’s own before the server was heard', () => {
    const { clock, machine } = setup();
    expect(clock.now()).toBe(machine.wall);
  });

  test('is right although the machine is an hour ahead', () => {
    const { clock, machine, iso } = setup();
    machine.monotonic = 5040;
    clock.note(iso(SERVER), 5000);
    expect(clock.now()).toBe(SERVER + 20);
  });

  test('does not move when the machine’s clock is set', () => {
    const { clock, machine, iso } = setup();
    clock.note(iso(SERVER), 5000);
    machine.wall -= 86_400_000;
    machine.monotonic += 1500;
    expect(clock.now()).toBe(SERVER + 1500);
  });

  test('is narrowed by a faster answer, and not spoiled by a slower one', () => {
    const { clock, machine, iso } = setup();
    machine.monotonic = 7000;
    clock.note(iso(SERVER), 5000);
    expect(clock.now()).toBe(SERVER + 1000);
    machine.monotonic = 7020;
    clock.note(iso(SERVER + 1010), 7000);
    expect(clock.now()).toBe(SERVER + 1020);
    machine.monotonic = 9020;
    clock.note(iso(SERVER + 2000), 7020);
    expect(clock.now()).toBe(SERVER + 3020);
  });

  test('takes a push as "at least this late", never as "this late"', () => {
    const { clock, machine, iso } = setup();
    clock.note(iso(SERVER), 5000);
    machine.monotonic = 6000;
    clock.note(iso(SERVER + 400));
    expect(clock.now()).toBe(SERVER + 1000);
  });

  test('catches up after a sleep in which the monotonic clock stood still', () => {
    const { clock, iso } = setup();
    clock.note(iso(SERVER), 5000);
    const moved = clock.note(iso(SERVER + 60_000));
    expect(moved).toBe(60_000);
    expect(clock.now()).toBe(SERVER + 60_000);
  });

  test('follows a server whose clock went back with a restart', () => {
    const { clock, iso } = setup();
    clock.note(iso(SERVER), 5000);
    clock.note(iso(SERVER - 5000), 5000);
    expect(clock.now()).toBe(SERVER - 5000);
  });

  test('ignores what is no time', () => {
    const { clock, machine } = setup();
    expect(clock.note('soon', 5000)).toBe(0);
    expect(clock.now()).toBe(machine.wall);
  });
});
