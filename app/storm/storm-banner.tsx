'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import type { Storm } from '../../server/domain/storm.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { type Receiver, useGrants } from '../grants/grants.tsx';
import { grantLabel } from '../grants/words.ts';
import { useNow } from '../live/clock.tsx';
import { useConnection } from '../live/socket.tsx';
import { useBoard } from '../live/use-board.ts';
import { useStorm } from '../live/use-storm.ts';
import { isHeld } from '../live/vitals.ts';
import { Button } from '../parts/button.tsx';
import { Late } from '../parts/late.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { STATE_SHAPES } from '../parts/state-mark.tsx';
import { At } from '../parts/time.tsx';
import styles from './storm-banner.module.css';
import { heldWords, leftWords, stormWords } from './words.ts';

const loadDialog = () => import('../sweep/sweep-dialog.tsx').then((file) => file.SweepDialog);

/** On every page while many runs that fell silent together are held, with the two ways out. */
export function StormBanner() {
  const storm = useStorm();
  const announce = useAnnounce();
  const told = useRef<string | null>(null);
  const tell = useEffectEvent((told: Storm) => {
    announce(
      `${stormWords(told)} They are held for a while, since that is more likely the network than the runs: whoever is still silent then is marked as failed.`,
    );
  });
  const id = storm?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one storm is told of once, whatever becomes of it.
  useEffect(() => {
    if (storm !== null && told.current !== id) tell(storm);
    told.current = id;
  }, [id]);
  // The dialog outlives the storm: it tells what came of it.
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const banner = useRef<HTMLElement>(null);

  return (
    <>
      {storm !== null && <Banner ref={banner} storm={storm} onDead={setAsked} />}
      {asked !== null && (
        <Late
          load={loadDialog}
          props={{
            opened: true,
            runIds: asked,
            onClose: () => {
              setAsked(null);
              const back = banner.current?.querySelector('button');
              (back ?? document.getElementById('main'))?.focus({ preventScroll: true });
            },
          }}
        />
      )}
    </>
  );
}

function Banner({
  storm,
  onDead,
  ref,
}: {
  storm: Storm;
  onDead: (runIds: readonly string[]) => void;
  ref: React.Ref<HTMLElement>;
}) {
  const now = useNow();
  const board = useBoard();
  const { give, busy } = useGrants();
  const offline = useConnection().state === 'offline';
  const left = Date.parse(storm.until) - now;
  const runs = heldRuns(storm, board?.runs ?? [], now);
  const heldNow = heldWords(storm, runs.length);
  const disabled = offline || runs.length === 0;
  const title = offline ? 'Offline: the server cannot be reached' : undefined;
  return (
    <NoticeBar
      ref={ref}
      label="Many runs fell silent together"
      shape={STATE_SHAPES.HELD}
      ways={
        <>
          <Button
            aria-haspopup="dialog"
            title={title}
            aria-disabled={disabled || undefined}
            onClick={() => !disabled && onDead(runs.map((run) => run.id))}
          >
            They are dead
          </Button>
          <Button
            title={title}
            aria-disabled={disabled || busy || undefined}
            onClick={() => !disabled && void give(runs, 'storm')}
          >
            {grantLabel(2)}
          </Button>
        </>
      }
    >
      <strong>{stormWords(storm)}</strong>{' '}
      {left > 0 ? (
        <>
          <span className={styles.roomy}>
            More likely the network than the runs. Held until <At at={storm.until} /> (
            <Left ms={left} />
            ): whoever is still silent then is marked as failed.
          </span>
          <span className={styles.compact}>
            Held <Left ms={left} />, then marked as failed.
          </span>
        </>
      ) : (
        'Their extra time is over: whoever is still silent is being marked as failed.'
      )}
      {heldNow !== null && ` ${heldNow}`}
    </NoticeBar>
  );
}

function Left({ ms }: { ms: number }) {
  return <span className={`${styles.left} fl-num`}>{leftWords(ms)}</span>;
}

/** What is held as of `now`. A run that this tab does not know of is, as far as anybody here can tell. */
function heldRuns(storm: Storm, known: readonly Run[], now: number): readonly Receiver[] {
  const byId = new Map(known.map((run) => [run.id, run]));
  return storm.runIds.flatMap((id) => {
    const run = byId.get(id);
    if (run === undefined) return { id, scraper: 'a run' };
    return isHeld(run, now, storm) ? run : [];
  });
}
