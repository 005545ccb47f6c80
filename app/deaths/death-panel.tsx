'use client';

import Link from 'next/link';
import { useMemo, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { Button } from '../parts/button.tsx';
import { count } from '../parts/words.ts';
import styles from './death-panel.module.css';
import { DeathRows } from './death-rows.tsx';
import { groupDeaths, HANDFUL, twinNames } from './groups.ts';
import type { Deaths } from './use-deaths.ts';
import { useFocusStays } from './use-focus-stays.ts';
import { useHeldDeaths } from './use-held-deaths.ts';

/** The morning after: who died in the last 24 h and was not dismissed here. `except` are shown elsewhere. */
export function DeathPanel({
  deaths,
  except,
  brief,
}: {
  deaths: Deaths;
  except: ReadonlySet<string>;
  /** Whether the room is needed for the living: only the newest is shown at first. */
  brief: boolean;
}) {
  const [all, setAll] = useState(false);
  const open = useMemo(
    () => deaths.open.filter((run) => !except.has(run.id)),
    [deaths.open, except],
  );
  const { runs, hold } = useHeldDeaths(open, deaths.isDismissed);
  const panel = useRef<HTMLElement>(null);
  const keepFocus = useFocusStays(panel);
  const dismiss = (...gone: readonly Run[]) => {
    keepFocus();
    deaths.dismiss(...gone);
  };
  const groups = groupDeaths(runs);
  const twins = twinNames(runs);
  if (groups.length === 0) return null;
  const most = brief ? 1 : HANDFUL;
  const shown = all ? groups : groups.slice(0, most);
  const elsewhere = deaths.all.length - runs.length;
  return (
    <section ref={panel} className={styles.panel} aria-labelledby="deaths" {...hold}>
      <div className={styles.head}>
        <h2 id="deaths">Died in the last 24 h</h2>
        {elsewhere > 0 && <span className={styles.note}>{restWords(runs.length, deaths)}</span>}
        <Button
          tone="quiet"
          small
          onClick={() => {
            keepFocus();
            deaths.dismissAll();
          }}
        >
          Dismiss all
        </Button>
      </div>
      <ul className={styles.list}>
        {shown.map((group) => (
          <DeathRows key={group.key} group={group} twins={twins} dismiss={dismiss} />
        ))}
      </ul>
      {(groups.length > most || deaths.more) && (
        <div className={styles.foot}>
          {groups.length > most && (
            <Button tone="quiet" small aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${count(runs.length)}`}
            </Button>
          )}
          {deaths.more && <Link href="/runs?status=FAILED">Older ones are in the history</Link>}
        </div>
      )}
    </section>
  );
}

/** Why there are fewer here than died: `20 of 24 here, 3 dismissed, 1 in the table`. */
function restWords(here: number, { all, open }: Deaths): string {
  const dismissed = all.length - open.length;
  const below = open.length - here;
  return [
    `${count(here)} of ${count(all.length)} here`,
    dismissed > 0 && `${count(dismissed)} dismissed`,
    below > 0 && `${count(below)} in the table`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}
