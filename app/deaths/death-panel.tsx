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
export function DeathPanel({ deaths, except }: { deaths: Deaths; except: ReadonlySet<string> }) {
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
  const shown = all ? groups : groups.slice(0, HANDFUL);
  return (
    <section ref={panel} className={styles.panel} aria-labelledby="deaths" {...hold}>
      <div className={styles.head}>
        <h2 id="deaths">Died in the last 24 h</h2>
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
      {(groups.length > HANDFUL || deaths.more) && (
        <div className={styles.foot}>
          {groups.length > HANDFUL && (
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
