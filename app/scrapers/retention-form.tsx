'use client';

import { type FormEvent, useId, useState } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Scraper } from '../../server/domain/patience.ts';
import { Button } from '../parts/button.tsx';
import fields from '../parts/field.module.css';
import { ProblemNotice } from '../parts/problem.tsx';
import { count, counted } from '../parts/words.ts';
import css from './limit-form.module.css';
import type { ScraperChanges } from './use-scraper-change.tsx';

/** For how many days the runs of this scraper are kept once they have ended. */
export function RetentionForm({ scraper, changes }: { scraper: Scraper; changes: ScraperChanges }) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const { retentionDays: own, effectiveRetentionDays: days } = scraper;
  const refusal = changes.refusal('retentionDays');

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (draft === null || changes.busy) return;
    const typed = readDays(draft);
    setWrong(typed === null);
    if (typed !== null) changes.change({ retentionDays: typed }, () => setDraft(null));
  }

  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <label className={css.label} htmlFor={id}>
        Days that its runs are kept once they have ended
      </label>
      <div className={css.fields}>
        <input
          id={id}
          className={`${fields.field} ${css.amount} fl-num`}
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          value={draft ?? String(days)}
          aria-invalid={wrong}
          aria-describedby={`${id}-hint ${id}-wrong`}
          onChange={(event) => {
            setDraft(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <Button type="submit" aria-disabled={draft === null || changes.busy}>
          Save
        </Button>
        {own !== null && (
          <Button
            tone="quiet"
            aria-disabled={changes.busy}
            onClick={() => {
              setWrong(false);
              if (!changes.busy) changes.change({ retentionDays: null }, () => setDraft(null));
            }}
          >
            Back to the setting
          </Button>
        )}
      </div>
      <p id={`${id}-wrong`} className={css.wrong} role="alert">
        {wrong && `It must be a whole number from 1 to ${count(LIMITS.retentionDaysMax)}.`}
      </p>
      <p id={`${id}-hint`} className={css.hint}>
        {own === null
          ? `${counted(days, 'day')}, as the setting says. Older runs are removed by themselves.`
          : 'Its own. Older runs are removed by themselves.'}
      </p>
      {refusal !== null && <ProblemNotice problem={refusal} />}
    </form>
  );
}

function readDays(text: string): number | null {
  const days = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return days >= 1 && days <= LIMITS.retentionDaysMax ? days : null;
}
