import { inWords } from '../../server/domain/duration.ts';
import type { RunDetail, RunLogLine } from '../../server/domain/run.ts';
import { inSentence, shownText } from '../parts/free-text.ts';
import { progressText } from '../parts/progress-bar.tsx';
import { causeSentence, causeTitle } from './cause-words.ts';
import { decider, isStuck, LIMIT_FROM, type SayTime, stillForSeconds } from './evidence-words.ts';
import type { ToldEvidence } from './stale-evidence.ts';

/** How many of the last log lines a cause card shows. */
export const LAST_LINES = 20;

/** One line of the evidence: what, and what is known of it. */
export type Fact = readonly [name: string, value: string];

const SIGNS = { phase: 'a phase that began', heartbeat: 'a report', start: 'its start' } as const;

/** The evidence of a death, line by line, in the order in which it is asked for. */
export function factsOf(run: RunDetail, evidence: ToldEvidence, sayTime: SayTime): Fact[] {
  const { hearingSince, heldSince, grantedUntil, stuckSince, cancelRequestedAt, nodeName } =
    evidence;
  const silent = inWords(evidence.silentForSeconds);
  const progress = evidence.lastProgress ?? run.progress;
  const facts: (Fact | false)[] = [
    [
      isStuck(evidence) ? 'Last heard' : 'Silent since',
      `${sayTime(evidence.silentSince)} (${silent}), by ${SIGNS[evidence.silentFrom]}`,
    ],
    [
      'Limit of silence',
      `${inWords(evidence.staleAfterSeconds)}, ${LIMIT_FROM[evidence.staleAfterFrom]}`,
    ],
    stuckSince !== undefined && [
      'No progress since',
      `${sayTime(stuckSince)} (${inWords(stillForSeconds(evidence))}), limit ${inWords(evidence.stuckAfterSeconds ?? 0)}`,
    ],
    [
      'Last phase',
      evidence.lastPhase === null ? 'none was reported' : inSentence(evidence.lastPhase),
    ],
    ['Last progress', progress === null ? 'none was reported' : progressText(progress)],
    // Of a silence alone it says something: a stuck run was heard to the last.
    !isStuck(evidence) &&
      evidence.heardForSeconds !== undefined && ['Could be heard', heardWords(evidence)],
    hearingSince != null && ['Hearing without a gap since', sayTime(hearingSince)],
    heldSince !== undefined && ['Held with the others since', sayTime(heldSince)],
    grantedUntil !== undefined && ['An operator had given it until', sayTime(grantedUntil)],
    nodeName !== undefined && ['Server that ran it', `${inSentence(nodeName)}, which is gone`],
    cancelRequestedAt !== undefined && ['A cancel was asked for', sayTime(cancelRequestedAt)],
    ['Decided by', decider(evidence)],
  ];
  return facts.filter((fact) => fact !== false);
}

/** The newest lines of a log, oldest first. */
export function lastLines(logs: readonly RunLogLine[]): readonly RunLogLine[] {
  return logs.slice(-LAST_LINES);
}

/** The card as plain text, to paste where people talk; times as the server writes them. */
export function causeText(run: RunDetail, evidence: ToldEvidence, url: string): string {
  const say: SayTime = (iso) => iso;
  const lines = lastLines(run.logs);
  return [
    `${run.scraper} died: ${causeTitle(evidence)}`,
    causeSentence(evidence, say),
    url,
    '',
    ...factsOf(run, evidence, say).map(([name, value]) => `${name}: ${value}`),
    '',
    lines.length === 0 ? 'It sent no log lines.' : `Last ${lines.length} log lines:`,
    ...lines.map(({ at, level, message }) => `${at} ${level} ${shownText(message)}`),
  ].join('\n');
}

function heardWords({ heardForSeconds = 0, silentForSeconds }: ToldEvidence): string {
  const silent = inWords(silentForSeconds);
  return heardForSeconds + 1 >= silentForSeconds
    ? `all of the ${silent}`
    : `${inWords(heardForSeconds)} of ${silent}`;
}
