import type { Clock } from '../server/domain/ports.ts';

/** The system's time. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    steady: () => performance.now(),
    after(ms, fire) {
      const timer = setTimeout(fire, ms);
      return () => clearTimeout(timer);
    },
  };
}
