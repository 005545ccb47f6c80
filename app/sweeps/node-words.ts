import { inWords } from '../../server/domain/duration.ts';
import { type Node, SKEW_WORTH_A_WORD } from '../../server/domain/node.ts';
import { inSentence } from '../parts/free-text.ts';

/** How many nodes that have ended are shown. */
const ENDED_SHOWN = 3;

/** The nodes to show: all that live, the one that answers first, and the newest of those that ended. */
export function shownNodes(nodes: readonly Node[]): Node[] {
  const living = nodes.filter(({ state }) => state === 'alive');
  const ended = nodes.filter(({ state }) => state !== 'alive');
  const byName = living.sort(
    (a, b) => Number(b.self) - Number(a.self) || a.name.localeCompare(b.name, 'en'),
  );
  return [...byName, ...ended.slice(0, ENDED_SHOWN)];
}

/** What a node is, with the shape that says it too. */
export function stateWords({ state, self }: Pick<Node, 'state' | 'self'>): string {
  if (state === 'gone') return '✕ Gone';
  if (state === 'stopped') return '⊘ Stopped';
  return self ? '● Alive, this one answers' : '● Alive';
}

/** How far a node's clock is off: `2 ms behind`, `1 min 30 s ahead`. */
export function skewWords({ skewMs }: Pick<Node, 'skewMs'>): string {
  const off = Math.abs(skewMs);
  if (off === 0) return 'exact';
  const much = off < 1000 ? `${off} ms` : inWords(Math.round(off / 1000));
  return `${much} ${skewMs > 0 ? 'ahead' : 'behind'}`;
}

/** Whether a node's clock is worth a sentence. */
export function isSkewed({ skewMs }: Pick<Node, 'skewMs'>): boolean {
  return Math.abs(skewMs) > SKEW_WORTH_A_WORD;
}

/** What to do about the clocks of the living that are off; null when all are well. */
export function skewWarning(nodes: readonly Node[]): string | null {
  const off = nodes.filter((node) => node.state === 'alive' && isSkewed(node));
  const [first] = off;
  if (first === undefined) return null;
  const whose =
    off.length === 1
      ? `The clock of ${inSentence(first.name)} is ${skewWords(first)}.`
      : `The clocks of ${off.length} nodes are off.`;
  return `${whose} Flatline goes by the database's time instead, so nothing is judged wrongly; look after the time service of ${off.length === 1 ? 'that host' : 'those hosts'} all the same.`;
}
