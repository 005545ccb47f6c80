import { isTerminal, type Run } from '../../server/domain/run.ts';

/** The newer of two tellings of one run: never a lower rev, never back from a terminal status. */
export function newerRun<T extends Run>(known: T | undefined, told: T): T {
  if (known === undefined) return told;
  if (told.rev < known.rev) return known;
  if (isTerminal(known.status) && !isTerminal(told.status)) return known;
  return told;
}
