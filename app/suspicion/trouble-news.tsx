'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { type Batch, createBatch, IN_SUCCESSION } from '../deaths/batch.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { after } from '../live/after.ts';
import { serverNow } from '../live/clock.tsx';
import { useBoard } from '../live/use-board.ts';
import { useStorm } from '../live/use-storm.ts';
import { useToasts } from '../toasts/toasts.tsx';
import { follow, type Incident, type Trouble, UNTOLD } from './follow.ts';
import { recoveryToast, troubleToast } from './trouble-toast.tsx';
import { recoveryTitle, troubleSentence } from './words.ts';

/**
 * Tells of runs that are close to death, or stuck: one quiet notice an incident, which goes when
 * the run speaks again (and says so), ends, or is given time. Not on the run's own page, and not
 * in a storm, whose banner tells of all that are silent.
 */
export function TroubleNews({ trouble }: { trouble: Trouble }) {
  const board = useBoard();
  const announce = useAnnounce();
  const toasts = useToasts();
  const here = usePathname();
  const story = useRef(UNTOLD);
  const shown = useRef(false);
  const storm = useStorm();
  const quiet = trouble === 'suspect' && storm !== null;
  const begun = useBatch<Incident>((incidents) => {
    const going = new Set(story.current.open.map(({ run }) => run.id));
    const runs = incidents.map(({ run }) => run).filter(({ id }) => going.has(id));
    if (runs.length === 0 || quiet) return;
    announce(troubleSentence(runs, trouble, serverNow()));
    draw();
  });
  const ended = useBatch<Run>((runs) => announce(`${recoveryTitle(runs, trouble)}.`));

  function draw(): void {
    const runs = story.current.open.map(({ run }) => run);
    const elsewhere = runs.filter((run) => here !== `/runs/${run.id}`);
    if (elsewhere.length === 0 || quiet) {
      toasts.hide(trouble);
      return;
    }
    shown.current = true;
    toasts.show({
      ...troubleToast(elsewhere, trouble, () => toasts.hide(trouble)),
      onClose: () => {
        shown.current = false;
        // Read, or put away: the next notice tells of what is new.
        story.current = { ...story.current, open: [] };
      },
    });
  }

  const look = useEffectEvent((runs: readonly Run[]) => {
    const before = story.current.open.length;
    const { story: next, fresh, recovered } = follow(story.current, runs, trouble);
    story.current = next;
    for (const incident of fresh) begun.current?.add(incident);
    if (!shown.current || next.open.length - fresh.length === before) return;
    for (const run of recovered) ended.current?.add(run);
    if (next.open.length > 0) draw();
    else if (recovered.length === 0) toasts.hide(trouble);
    else {
      toasts.show({
        ...recoveryToast(recovered, trouble),
        onClose: () => {
          shown.current = false;
        },
      });
    }
  });
  const hush = useEffectEvent(() => {
    if (shown.current) toasts.hide(trouble);
  });
  useEffect(() => {
    if (quiet) hush();
  }, [quiet]);
  const runs = board?.runs;
  useEffect(() => {
    if (runs !== undefined) look(runs);
  }, [runs]);
  return null;
}

/** A batch that lives as long as the component, with the newest `take`. */
function useBatch<T>(take: (items: T[]) => void): React.RefObject<Batch<T> | null> {
  const batch = useRef<Batch<T> | null>(null);
  const newest = useEffectEvent(take);
  useEffect(() => {
    const made = createBatch<T>({
      ...IN_SUCCESSION,
      after,
      take: (items) => newest(items),
    });
    batch.current = made;
    return made.stop;
  }, []);
  return batch;
}
