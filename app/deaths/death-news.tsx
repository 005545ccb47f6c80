'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import type { Board } from '../live/answers.ts';
import { useServerEvent } from '../live/socket.tsx';
import { useBoard } from '../live/use-board.ts';
import { Late } from '../parts/late.tsx';
import { type Batch, createBatch } from './batch.ts';
import { endedAt } from './dismissals.ts';
import { headline, namesOf, reasonOf } from './reason.ts';

const loadToaster = () => import('./toaster.tsx').then((file) => file.Toaster);

/** Milliseconds: one sweep's deaths come together, and what comes together is one piece of news. */
const QUIET = 400;
const LONGEST = 2000;
const NONE: readonly Run[] = [];

/**
 * Tells of every death once: a toast (not on the run's own page, which turns before the reader's
 * eyes), and a sentence for screen readers. It hears of them by event, and by the board's snapshot
 * when they came while the line was down.
 */
export function DeathNews() {
  const board = useBoard();
  const announce = useAnnounce();
  const known = useRef<{ ids: Set<string>; since: number } | null>(null);
  const batch = useRef<Batch<Run> | null>(null);
  const [shown, setShown] = useState<readonly Run[] | null>(null);

  const here = usePathname();
  const tell = useEffectEvent((runs: Run[]) => {
    announce(sentence(runs));
    const elsewhere = runs.filter((run) => here !== `/runs/${run.id}`);
    if (elsewhere.length > 0) setShown((before) => [...(before ?? NONE), ...elsewhere]);
  });

  useEffect(() => {
    const made = createBatch<Run>({
      quietMs: QUIET,
      longestMs: LONGEST,
      after(ms, fire) {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
      take: (runs) => tell(runs),
    });
    batch.current = made;
    return made.stop;
  }, []);

  const hear = useEffectEvent((run: Run) => {
    if (known.current === null || known.current.ids.has(run.id)) return;
    known.current.ids.add(run.id);
    batch.current?.add(run);
  });

  const look = useEffectEvent(({ now, recent: runs }: Board) => {
    // What had happened before this page was opened is no news, whenever it is told of.
    known.current ??= { ids: new Set(runs.map((run) => run.id)), since: Date.parse(now) };
    const { since } = known.current;
    for (const run of runs) if (endedAt(run) >= since) hear(run);
  });

  const recent = board?.recent;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the board changes with every frame, its deaths seldom.
  useEffect(() => {
    if (board !== undefined) look(board);
  }, [recent]);
  useServerEvent('run:failed', ({ run }) => hear(run));

  if (shown === null) return null;
  return <Late load={loadToaster} props={{ runs: shown, onClose: () => setShown(NONE) }} />;
}

function sentence(runs: readonly Run[]): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? `${headline(runs)}: ${reasonOf(only)}.`
    : `${headline(runs)}: ${namesOf(runs)}.`;
}
