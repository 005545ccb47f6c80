'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';
import { ApiProblem } from '../live/api.ts';
import { Button } from '../parts/button.tsx';
import fields from '../parts/field.module.css';
import { ProblemNotice } from '../parts/problem.tsx';
import {
  ownUnit,
  rangeFault,
  readTyped,
  type Typed,
  typedOf,
  UNITS,
  type Unit,
} from './duration-field.ts';
import css from './limit-form.module.css';
import { limitWords } from './limit-words.ts';
import type { ScraperChanges } from './use-scraper-change.tsx';

/** A limit of a scraper by hand: a number and its unit, or both in one, and the way back to the setting. */
export function LimitForm({
  field,
  label,
  own,
  effective,
  setting,
  changes,
  consequence,
}: {
  /** The field's name in the API. */
  field: 'staleAfterSeconds' | 'stuckAfterSeconds';
  label: string;
  /** Seconds; null: the setting. */
  own: number | null;
  effective: number;
  /** What the setting says, in seconds; undefined while that is not known. */
  setting: number | undefined;
  changes: ScraperChanges;
  /** What a limit of these seconds would mean, while it is typed. */
  consequence?: (seconds: number) => ReactNode;
}) {
  const { busy } = changes;
  const refusal = changes.refusal(field);
  const id = useId();
  const [draft, setDraft] = useState<Typed | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const typed = draft ?? typedOf(effective);
  const read = readTyped(typed);
  const inUnit = ownUnit(typed.amount) ?? typed.unit;
  const atField = refusal instanceof ApiProblem ? messageFor(field, refusal) : null;
  const wrong = fault ?? (refused ? atField : null);
  const meant = draft !== null && wrong === null && 'seconds' in read ? read.seconds : null;

  function type(change: Partial<Typed>): void {
    setDraft({ ...typed, ...change });
    setFault(null);
    setRefused(false);
  }

  function send(seconds: number | null): void {
    setRefused(true);
    changes.change({ [field]: seconds }, () => setDraft(null));
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (draft === null || busy) return;
    const wrongNow =
      'fault' in read ? read.fault : rangeFault(read.seconds, inUnit, LIMITS.staleAfterSecondsMax);
    if (wrongNow !== null) setFault(`It ${wrongNow}.`);
    else if ('seconds' in read) send(read.seconds);
  }

  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div className={css.fields}>
        <input
          id={id}
          className={`${fields.field} ${css.amount} fl-num`}
          autoComplete="off"
          maxLength={24}
          value={typed.amount}
          aria-invalid={wrong !== null}
          aria-describedby={`${id}-hint ${id}-wrong`}
          onChange={(event) => type({ amount: event.currentTarget.value })}
        />
        <select
          className={fields.field}
          aria-label={`Unit of ${label.toLowerCase()}`}
          value={inUnit}
          onChange={(event) => type(inOtherUnit(typed.amount, event.currentTarget.value as Unit))}
        >
          {UNITS.map(({ unit, words }) => (
            <option key={unit} value={unit}>
              {words}
            </option>
          ))}
        </select>
        <Button type="submit" aria-disabled={draft === null || busy}>
          Save
        </Button>
        {own !== null && (
          <Button
            tone="quiet"
            aria-disabled={busy}
            onClick={() => {
              setFault(null);
              if (!busy) send(null);
            }}
          >
            Back to the setting{setting !== undefined && ` (${limitWords(setting)})`}
          </Button>
        )}
      </div>
      <p id={`${id}-wrong`} className={css.wrong} role="alert">
        {wrong}
      </p>
      <p id={`${id}-hint`} className={css.hint}>
        {(meant !== null && consequence?.(meant)) ||
          `From 1 s to ${limitWords(LIMITS.staleAfterSecondsMax)}, such as 90 s, 10 min or 1h30.`}
      </p>
      {refused && refusal !== null && atField === null && <ProblemNotice problem={refusal} />}
    </form>
  );
}

/** Another unit was chosen: one that the text names itself would win over it. */
function inOtherUnit(amount: string, unit: Unit): Typed {
  return { amount: ownUnit(amount) === null ? amount : String(Number.parseFloat(amount)), unit };
}

/** The API's sentence about this field: it judges whole seconds, whatever the unit. */
function messageFor(field: string, problem: ApiProblem): string | null {
  const error = problem.errors.find((each) => each.field === field);
  return error === undefined ? null : `In seconds, it ${error.message}.`;
}
