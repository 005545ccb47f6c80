/** What the end of a silent run's time depends on. */
export interface DiesFacts {
  /** By the storm guard. */
  held: boolean;
  /** Time, by an operator. */
  given: boolean;
  /** Time in which it could not be heard. */
  givenBack: boolean;
  /** Nobody can be heard now. */
  deaf: boolean;
  offline: boolean;
}

/** When a run that stays silent dies and what that depends on, in a sentence or two; `at` in words. */
export function diesTitle(
  at: string,
  { held, given, givenBack, deaf, offline }: DiesFacts,
): string {
  if (deaf) {
    return `An estimate: no run can be heard now. That does not count as silence: the time will be given back.`;
  }
  if (held) {
    return `Most of the live runs fell silent with it: more likely the network than the run. If it is still silent at ${at}, it is marked as failed.`;
  }
  const back = givenBack ? ' Its time was given back: it could not be heard for a while.' : '';
  if (offline) {
    return `An estimate: the server cannot be reached. Without a sign of life it would be marked as stale at ${at}.${back}`;
  }
  const by = given ? ' An operator gave it time.' : back;
  return `Without a sign of life it will be marked as stale at ${at}.${by}`;
}
