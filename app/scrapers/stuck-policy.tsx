import { type FormEvent, useId, useState } from 'react';
import type { Scraper } from '../../server/domain/patience.ts';
import type { WhenStuck } from '../../server/domain/stuck.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { limitWords } from './limit-words.ts';
import css from './stuck-policy.module.css';
import type { ScraperChanges } from './use-scraper-change.tsx';

/** What becomes of a run that stands still; what each way does is said before it is chosen. */
export function StuckPolicy({ scraper, changes }: { scraper: Scraper; changes: ScraperChanges }) {
  const id = useId();
  const [draft, setDraft] = useState<WhenStuck | null>(null);
  const chosen = draft ?? scraper.whenStuck;
  const changed = chosen !== scraper.whenStuck;
  const refusal = changes.refusal('whenStuck');
  const limit = limitWords(scraper.effectiveStuckAfterSeconds);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (changed && !changes.busy) changes.change({ whenStuck: chosen }, () => setDraft(null));
  }

  return (
    <form onSubmit={submit} className={css.form}>
      <fieldset className={css.choices}>
        <legend>A stuck run</legend>
        {WAYS.map(({ value, name, what }) => (
          <label key={value} className={css.choice}>
            <input
              type="radio"
              name={id}
              value={value}
              checked={chosen === value}
              aria-describedby={`${id}-${value}`}
              onChange={() => setDraft(value)}
            />
            <span>
              {name}
              <span id={`${id}-${value}`} className={css.what}>
                {what(limit)}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {changed && (
        <Button
          type="submit"
          tone={chosen === 'fail' ? 'danger' : 'plain'}
          aria-disabled={changes.busy}
        >
          {chosen === 'fail' ? 'Mark stuck runs as stale' : 'Only show stuck runs'}
        </Button>
      )}
      {refusal !== null && <ProblemNotice problem={refusal} />}
    </form>
  );
}

const WAYS: { value: WhenStuck; name: string; what: (limit: string) => string }[] = [
  {
    value: 'show',
    name: 'is shown as stuck, and goes on',
    what: () => 'It is announced once. Whether it is over, a person decides.',
  },
  {
    value: 'fail',
    name: 'is marked as stale',
    what: (limit) =>
      `The watchdog fails it once phase and progress have stood still for ${limit}, though it still reports. That is final: its reporter is told to stop. A scraper that sends heartbeats alone, and neither phases nor progress, would lose every run that takes longer.`,
  },
];
