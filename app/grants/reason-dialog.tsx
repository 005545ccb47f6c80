'use client';

import { type FormEvent, useState } from 'react';
import { inWords } from '../../server/domain/duration.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogActions } from '../parts/dialog.tsx';
import fields from '../parts/field.module.css';
import { whoOf } from '../parts/who.ts';
import styles from './grants.module.css';
import type { Receiver } from './grants.tsx';
import { NameField } from './name-field.tsx';
import { nameOperator, operatorName } from './operator.ts';
import { ONE_CLICK } from './words.ts';

/** Seconds that can be chosen. */
const LENGTHS = [ONE_CLICK, 1800, 3600, 4 * 3600] as const;

/** Asks how long, why and by whom before time is given; none of it has to be said. */
export function ReasonDialog({
  runs,
  onGive,
  onClose,
}: {
  runs: readonly Receiver[];
  onGive: (own: { seconds: number; reason: string }) => void;
  onClose: () => void;
}) {
  const [seconds, setSeconds] = useState<number>(ONE_CLICK);
  const [reason, setReason] = useState('');
  const [name, setName] = useState(operatorName() ?? '');

  function give(event: FormEvent): void {
    event.preventDefault();
    nameOperator(name);
    onGive({ seconds, reason });
    onClose();
  }

  return (
    <Dialog opened onClose={onClose} title={`Give ${whoOf(runs)} more time`} width={440}>
      <form className={styles.form} onSubmit={give}>
        <p>
          Until then it is not marked as stale, however silent it is. It is written down on its
          page.
        </p>
        <fieldset className={styles.lengths}>
          <legend>From now on</legend>
          {LENGTHS.map((length) => (
            <label key={length}>
              <input
                type="radio"
                name="seconds"
                checked={seconds === length}
                onChange={() => setSeconds(length)}
              />
              {inWords(length)}
            </label>
          ))}
        </fieldset>
        <label>
          Why? <span className="fl-dim">Optional</span>
          <textarea
            className={`${fields.field} ${styles.field}`}
            rows={2}
            maxLength={LIMITS.reasonLength}
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <NameField name={name} note="Optional, remembered in this browser" onChange={setName} />
        <DialogActions>
          <Button onClick={onClose}>Give none</Button>
          <Button type="submit" tone="accent">
            Give {inWords(seconds)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
