import type { Log, TurnStore } from '../domain/ports.ts';

/** Whose turn it is: `ours` is to be ended; `everybodys`: who has it does not end it, so it means nothing. */
export type Turn = 'ours' | 'theirs' | 'everybodys';

/** Lets one of several nodes look for the dead at a time, as long as that one is quick. */
export interface Turns {
  /** Asks for the turn. Never throws: a pass without a turn only does what another does as well. */
  take(): Promise<Turn>;
  /** Ends a turn of ours; never throws. */
  end(): Promise<void>;
}

/** The parts that {@link createTurns} stands on. */
export interface TurnsParts {
  store: TurnStore;
  log: Log;
}

/**
 * A pass takes milliseconds. Whoever is refused twice in a row goes without from then on, until it
 * has the turn again: the node that holds it may stand still.
 */
export function createTurns({ store, log }: TurnsParts): Turns {
  let refusals = 0;

  return {
    async take() {
      try {
        if (await store.takeTurn()) {
          refusals = 0;
          return 'ours';
        }
      } catch (error) {
        log.warn('the other nodes could not be asked whose turn it is', { error });
        return 'everybodys';
      }
      refusals += 1;
      return refusals === 1 ? 'theirs' : 'everybodys';
    },
    async end() {
      try {
        await store.endTurn();
      } catch (error) {
        // It ended with the connection.
        log.warn('the turn of this node could not be ended', { error });
      }
    },
  };
}
