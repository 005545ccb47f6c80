import type { Figures } from '../../bench/bench.ts';
import type { CallAnswer } from '../../bench/caller.ts';

/** How the servers answered, counted. */
export interface Answers {
  /** Takes an answer, or that none came; `took` is in milliseconds. */
  heard(answer: CallAnswer | null, took: number): void;
  figures(): Figures;
}

/** Counts the answers to reporters while the database comes and goes. */
export function createAnswers(): Answers {
  const figures = {
    answersTaken: 0,
    answersRefused: 0,
    /** Refused otherwise than by 503, a problem in the body, and when to come back. */
    answersOfAnotherKind: 0,
    answersThatNeverCame: 0,
    slowestAnswerMs: 0,
  };
  return {
    heard(answer, took) {
      figures.slowestAnswerMs = Math.max(figures.slowestAnswerMs, Math.round(took));
      if (answer === null) figures.answersThatNeverCame += 1;
      else if (answer.status === 200) figures.answersTaken += 1;
      else if (isFair(answer)) figures.answersRefused += 1;
      else figures.answersOfAnotherKind += 1;
    },
    figures: () => ({ ...figures }),
  };
}

function isFair({ status, headers, text }: CallAnswer): boolean {
  if (status !== 503 || !(Number(headers['retry-after']) >= 1)) return false;
  if (headers['content-type']?.startsWith('application/problem+json') !== true) return false;
  return (JSON.parse(text) as { code?: string }).code === 'unavailable';
}
