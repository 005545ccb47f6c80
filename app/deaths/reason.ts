import { inWords } from '../../server/domain/duration.ts';
import { STALE, type StaleEvidence } from '../../server/domain/evidence.ts';
import type { Json, Run } from '../../server/domain/run.ts';
import { inSentence } from '../parts/free-text.ts';
import { progressText } from '../parts/progress-bar.tsx';
import { whoOf } from '../parts/who.ts';
import { diedWithServer, stillForSeconds } from '../run/evidence-words.ts';

/** Why a FAILED run failed, in one line without its name: `silent 10 min in phase detail (412 of 1,200)`. */
export function reasonOf(run: Run): string {
  const { error } = run;
  if (error === null) return 'failed, nothing more is known';
  const evidence = error.errorType === STALE ? silence(error.detail) : null;
  if (evidence === null) return inSentence(error.message);
  const phase = evidence.lastPhase ?? error.phase;
  const where = phase === null ? '' : ` in phase ${inSentence(phase)}`;
  const how = run.progress === null ? '' : ` (${progressText(run.progress)})`;
  return `${causeWords(evidence)}${where}${how}`;
}

/** The cause in a few words; a silence that says it all goes without. */
function causeWords(evidence: StaleEvidence): string {
  const silent = inWords(evidence.silentForSeconds);
  if (diedWithServer(evidence)) return `its server ended; last heard ${silent} before`;
  switch (evidence.cause) {
    case 'never_spoke':
      return `never spoke, silent ${silent}`;
    case 'stuck':
      return `stuck: heard ${silent} before, but no progress${stillWords(evidence)}`;
    case 'fell_silent_together':
      return `fell silent with most of the others, ${silent}`;
    case 'server_restarted':
      return `its server is gone, silent ${silent}`;
    case 'undetermined':
      return evidence.decidedBy === 'startup'
        ? `cause unclear, ended when the server started; silent ${silent}`
        : `cause unclear, silent ${silent} but not all of it could be heard`;
    default:
      return `silent ${silent}`;
  }
}

/** For how long it had not moved, where the evidence tells. */
function stillWords(evidence: StaleEvidence): string {
  const still = stillForSeconds(evidence);
  return evidence.stuckSince === undefined || Number.isNaN(still) ? '' : ` for ${inWords(still)}`;
}

/** `spoke again 40 s later` for a run that spoke after its end, else null. */
export function spokeAgainWords(run: Run): string | null {
  if (run.spokeAgainAt === null || run.finishedAt === null) return null;
  const seconds = (Date.parse(run.spokeAgainAt) - Date.parse(run.finishedAt)) / 1000;
  return `spoke again ${inWords(Math.max(0, Math.floor(seconds)))} later`;
}

/** Whether a FAILED run was declared dead for its silence, rather than failing by its own word. */
export function diedOfSilence(run: Run): boolean {
  return run.error?.errorType === STALE;
}

/** Who died in a batch and, where that is so, that they fell silent together. */
export function whoDied(runs: readonly Run[]): string {
  const together = runs.every(({ error }) => {
    const evidence = error?.errorType === STALE ? silence(error.detail) : null;
    return evidence?.cause === 'fell_silent_together';
  });
  return together ? `fell silent together: ${namesOf(runs)}` : namesOf(runs);
}

/** What happened to a batch of FAILED runs, in a headline: `books died`, `5 runs died`, `3 runs failed`. */
export function headline(runs: readonly Run[]): string {
  return `${whoOf(runs)} ${runs.every(diedOfSilence) ? 'died' : 'failed'}`;
}

/** The names in a batch, the first few of them: `books, news and 3 more`. */
export function namesOf(runs: readonly Run[], most = 3): string {
  const names = [...new Set(runs.map((run) => inSentence(run.scraper)))];
  if (names.length <= most) {
    const last = names.at(-1) ?? '';
    return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  }
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Evidence that another program may have written: taken only when it says what is needed. */
function silence(detail: Json | null): StaleEvidence | null {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return null;
  const known =
    typeof detail.silentForSeconds === 'number' &&
    typeof detail.staleAfterSeconds === 'number' &&
    (detail.lastPhase === null || typeof detail.lastPhase === 'string');
  return known ? (detail as unknown as StaleEvidence) : null;
}
