import { inject } from 'vitest';

/** The engine of the vitest project that runs this file. */
export const ENGINE: 'sqlite' | 'postgres' =
  (inject('postgres') as unknown) === undefined ? 'sqlite' : 'postgres';

/** What no one can read as JSON, where the engine's columns take any value. */
export const NO_JSON = ENGINE === 'sqlite' ? ['nonsense'] : [];

/** A time as another program writes it: a number where the engine's columns take any value. */
export function aTime<T>(written: T): T | string {
  return ENGINE === 'postgres' && typeof written === 'number'
    ? new Date(written).toISOString()
    : written;
}
