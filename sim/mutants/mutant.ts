import type { Invariant } from '../oracle/judgement.ts';
import type { Flaw } from '../server/flaw.ts';
import type { WorldPlan } from '../world.ts';

/** A mistake on purpose, and how it is called. */
export interface Mutant {
  name: string;
  /** What someone has done wrong, in a sentence. */
  says: string;
  /** By which of these it has to be found out. */
  breaks: readonly Invariant[];
  flaw: Flaw;
  /** A world in which it shows soon; any unless told. */
  where?: Pick<WorldPlan, 'only' | 'servers' | 'mayGoBack' | 'faultsEvery'>;
}
