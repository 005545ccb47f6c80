'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { after } from '../live/after.ts';
import type { Board } from '../live/answers.ts';
import { olderDeathsQuery } from '../live/queries.ts';
import { useServerEvent } from '../live/socket.tsx';
import { useBoard } from '../live/use-board.ts';
import { useToasts } from '../toasts/toasts.tsx';
import { deathToast } from './death-toast.tsx';
import { endedAt } from './dismissals.ts';
import { createGathering, type Gathering } from './gather.ts';
import { headline, reasonOf, whoDied } from './reason.ts';

/**
 * Tells of every death once: a toast (not on the run's own page, which turns before the reader's
 * eyes), and a sentence for screen readers. It hears of them by event, and by the board's snapshot
 * when they came while the line was down.
 */
export function DeathNews() {
  const board = useBoard();
  // Whatever page is open: the summary, the tab and the panel count the same deaths.
  useQuery({ ...olderDeathsQuery(), enabled: board?.recentComplete === false });
  const announce = useAnnounce();
  const known = useRef<{ ids: Set<string>; since: number } | null>(null);
  const gathering = useRef<Gathering<Run> | null>(null);
  const toasts = useToasts();
  /** What the toast tells of: it grows until it is gone. */
  const shown = useRef<readonly Run[]>([]);

  const here = usePathname();
  const tell = useEffectEvent((runs: Run[]) => {
    announce(sentence(runs));
    const elsewhere = runs.filter((run) => here !== `/runs/${run.id}`);
    if (elsewhere.length === 0) return;
    shown.current = [...shown.current, ...elsewhere];
    toasts.show({
      ...deathToast(shown.current, () => toasts.hide('deaths')),
      onClose: () => {
        shown.current = [];
      },
    });
  });

  useEffect(() => {
    const made = createGathering<Run>({
      after,
      take: (runs) => tell(runs),
    });
    gathering.current = made;
    return made.stop;
  }, []);

  const hear = useEffectEvent((run: Run, sweepId: string | null) => {
    if (known.current === null || known.current.ids.has(run.id)) return;
    known.current.ids.add(run.id);
    gathering.current?.add(run, sweepId);
  });

  const look = useEffectEvent(({ now, recent: runs }: Board) => {
    // What had happened before this page was opened is no news, whenever it is told of.
    known.current ??= { ids: new Set(runs.map((run) => run.id)), since: Date.parse(now) };
    const { since } = known.current;
    for (const run of runs) if (endedAt(run) >= since) hear(run, null);
  });

  const recent = board?.recent;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the board changes with every frame, its deaths seldom.
  useEffect(() => {
    if (board !== undefined) look(board);
  }, [recent]);
  useServerEvent('run:failed', ({ run, sweepId }) => hear(run, sweepId));
  useServerEvent('sweep:finished', ({ sweep }) => gathering.current?.swept(sweep.id));
  return null;
}

function sentence(runs: readonly Run[]): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? `${headline(runs)}: ${reasonOf(only)}.`
    : `${headline(runs)}: ${whoDied(runs)}.`;
}
