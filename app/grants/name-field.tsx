'use client';

import { LIMITS } from '../../server/domain/limits.ts';
import fields from '../parts/field.module.css';
import styles from './grants.module.css';

/** Where an operator's name is typed; `note` says what becomes of it. */
export function NameField({
  name,
  note,
  onChange,
}: {
  name: string;
  note: string;
  onChange: (name: string) => void;
}) {
  return (
    <label>
      Who are you? <span className="fl-dim">{note}</span>
      <input
        className={`${fields.field} ${styles.field}`}
        data-small=""
        autoComplete="name"
        maxLength={LIMITS.nameLength}
        value={name}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
