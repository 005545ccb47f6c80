import type { LearnedPatience } from '../../server/domain/patience.ts';
import { Button } from '../parts/button.tsx';
import { type Advice, tollOf } from './advice.ts';
import css from './advice-view.module.css';
import {
  fewWords,
  foundWords,
  learnedWords,
  nearWords,
  reasonWords,
  tollWords,
} from './advice-words.ts';
import { concerns } from './change-words.ts';
import { limitWords } from './limit-words.ts';

/** What was learned, what follows from it, and the one click that does it. */
export function AdviceView({
  advice,
  patience,
  currentSeconds,
  busy,
  use,
}: {
  advice: Advice;
  patience: LearnedPatience;
  currentSeconds: number;
  busy: boolean;
  use: (seconds: number) => void;
}) {
  const toll = tollOf(patience, currentSeconds);
  if (advice.kind === 'few') {
    return (
      <div className={css.advice}>
        <p>{learnedWords(patience)}</p>
        <p className="fl-dim">{fewWords(advice)}</p>
      </div>
    );
  }
  if (advice.kind === 'fits') {
    return (
      <div className={css.advice}>
        <p>{learnedWords(patience)}</p>
        <p className="fl-dim">
          The limit fits them.{toll !== null && ` ${tollWords(currentSeconds, toll)}`}
        </p>
      </div>
    );
  }
  const { seconds } = advice;
  const after = tollOf(patience, seconds);
  return (
    <div className={css.advice} data-kind={advice.kind}>
      {advice.kind === 'longer' && toll !== null && (
        <p className={css.near}>
          <span aria-hidden="true">◐ </span>
          {nearWords(patience, currentSeconds, toll)}
        </p>
      )}
      <p>{learnedWords(patience)}</p>
      <p>
        {reasonWords(patience, seconds)} {after !== null && tollWords(seconds, after)}{' '}
        {foundWords(seconds, currentSeconds)}
      </p>
      <div className={css.act}>
        <Button
          tone={advice.kind === 'shorter' ? 'accent' : 'plain'}
          aria-disabled={busy}
          onClick={() => use(seconds)}
        >
          {advice.kind === 'shorter' ? 'Use' : 'Accept'} {limitWords(seconds)}
        </Button>
        <span className="fl-dim">{concerns({ staleAfterSeconds: null })}</span>
      </div>
    </div>
  );
}
