import { inWords } from '../../server/domain/duration.ts';
import type { Run } from '../../server/domain/run.ts';
import { inSentence } from '../parts/free-text.ts';
import { tookWords } from '../parts/words.ts';
import { deathInShort, diedWithServer, isStuck, stillForSeconds } from './evidence-words.ts';
import { staleEvidenceOf } from './stale-evidence.ts';

/** How a run ended, in one sentence or two; null while it runs. */
export function endingOf(run: Run): string | null {
  if (run.status === 'RUNNING' || run.finishedAt === null) return null;
  const took = spent(run.startedAt, run.finishedAt);
  if (run.status === 'COMPLETED') return `Completed after ${took}.`;
  if (run.status === 'CANCELLED') return cancelled(run, run.finishedAt, took);
  const evidence = staleEvidenceOf(run.error);
  if (evidence !== null) return deathInShort(evidence);
  const message = inSentence(run.error?.message ?? '').trim();
  return message ? `Failed after ${took}: ${message}` : `Failed after ${took}.`;
}

/** The same for a cell of a table, beside which the duration stands: `Completed`; null while it runs. */
export function endingInShort(run: Run): string | null {
  if (run.status === 'RUNNING') return null;
  if (run.status === 'COMPLETED') return 'Completed';
  if (run.status === 'CANCELLED') {
    return run.finishedAt === null
      ? 'Cancelled'
      : `Cancelled after ${spent(run.startedAt, run.finishedAt)}`;
  }
  const evidence = staleEvidenceOf(run.error);
  if (evidence === null) {
    const message = inSentence(run.error?.message ?? '').trim();
    return message ? `Failed: ${message}` : 'Failed';
  }
  const silent = inWords(evidence.silentForSeconds);
  if (diedWithServer(evidence)) return `Died with its server, last heard ${silent} before`;
  if (isStuck(evidence)) return `Died: no progress for ${inWords(stillForSeconds(evidence))}`;
  return `Died: silent for ${silent} (limit ${inWords(evidence.staleAfterSeconds)})`;
}

function cancelled(run: Run, finishedAt: string, took: string): string {
  if (run.cancelRequestedAt === null) return `Cancelled by its reporter after ${took}.`;
  return `Cancelled after ${took}; its reporter stopped ${spent(run.cancelRequestedAt, finishedAt)} after it was asked to.`;
}

function spent(from: string, to: string): string {
  return tookWords(Date.parse(to) - Date.parse(from));
}
