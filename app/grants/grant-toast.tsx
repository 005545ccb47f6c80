'use client';

import { type FormEvent, useState } from 'react';
import type { GrantAnswer } from '../live/answers.ts';
import { ApiProblem } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import toastStyles from '../toasts/toast.module.css';
import type { Toast } from '../toasts/toasts.tsx';
import styles from './grants.module.css';
import { NameField } from './name-field.tsx';
import { nameOperator, useOperator } from './operator.ts';
import { refusedWords } from './words.ts';

/** Milliseconds. */
const SHOWN_FOR = 10_000;

/** Says what was given, and offers to remember who gave it. */
export function grantToast(title: string, answer: GrantAnswer): Toast {
  return {
    id: 'grant',
    title,
    tone: 'plain',
    shownFor: SHOWN_FOR,
    body: (
      <>
        {answer.refused.length > 0 && (
          <span className={toastStyles.words}>{refusedWords(answer)}</span>
        )}
        {answer.granted.length > 0 && <WhoAreYou />}
      </>
    ),
  };
}

/** Says that nothing was given. */
export function refusalToast(problem: Error): Toast {
  const told = problem instanceof ApiProblem ? problem : null;
  return {
    id: 'grant',
    title: 'No time was given',
    tone: 'failed',
    shownFor: SHOWN_FOR,
    body: <span className={toastStyles.words}>{told?.detail ?? problem.message}</span>,
  };
}

function WhoAreYou() {
  const operator = useOperator();
  const [name, setName] = useState('');
  const [changing, setChanging] = useState(false);
  // The grant that this toast tells of is written down already.
  const [before] = useState(operator);

  function remember(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    nameOperator(name);
    setChanging(false);
  }

  if (operator !== null && !changing) {
    return (
      <span className={toastStyles.ways}>
        <span className={toastStyles.words}>
          {operator === before
            ? `Written down as given by ${operator}.`
            : `Next time: ${operator}.`}
        </span>
        <Button tone="quiet" small onClick={() => setChanging(true)}>
          Not you?
        </Button>
      </span>
    );
  }
  return (
    <form className={styles.who} onSubmit={remember}>
      <NameField name={name} note="Optional, for the next time" onChange={setName} />
      <Button type="submit" small>
        Remember
      </Button>
    </form>
  );
}
