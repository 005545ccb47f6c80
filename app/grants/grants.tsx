'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import { UUID_PATTERN } from '../../server/domain/ids.ts';
import { LIMITS } from '../../server/domain/limits.ts';
import type { Run } from '../../server/domain/run.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import type { GrantAnswer } from '../live/answers.ts';
import { postJson } from '../live/api.ts';
import { serverNow } from '../live/clock.tsx';
import { showRuns } from '../live/told.ts';
import { Late } from '../parts/late.tsx';
import { shortTime } from '../parts/words.ts';
import { useToasts } from '../toasts/toasts.tsx';
import { grantToast, refusalToast } from './grant-toast.tsx';
import { operatorName } from './operator.ts';
import { type GivenFrom, grantTitle, ONE_CLICK, REASONS } from './words.ts';

/** A run that may be given time. */
export type Receiver = Pick<Run, 'id' | 'scraper'>;

/** How time is given. */
export interface Grants {
  /** Gives time at once; a toast tells what came of it. */
  give(
    runs: readonly Receiver[],
    from: GivenFrom,
    own?: { seconds: number; reason: string },
  ): Promise<void>;
  /** Asks for a reason first; the focus comes back to `from`. */
  ask(runs: readonly Receiver[], given: GivenFrom, from: HTMLElement): void;
  /** Whether an answer is on its way. */
  busy: boolean;
}

const GrantsContext = createContext<Grants | null>(null);
const loadDialog = () => import('./reason-dialog.tsx').then((file) => file.ReasonDialog);

/** What gives runs more time, for the page below. */
export function GrantDesk({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const toasts = useToasts();
  const announce = useAnnounce();
  const [busy, setBusy] = useState(false);
  const inFlight = useRef(false);
  const [asking, setAsking] = useState<{
    runs: readonly Receiver[];
    given: GivenFrom;
    from: HTMLElement;
  } | null>(null);

  const give = useCallback<Grants['give']>(
    async (runs, from, own) => {
      const runIds = runs.map(({ id }) => id).filter((id) => UUID_PATTERN.test(id));
      // A second click while the first is on its way is the same wish.
      if (inFlight.current || runIds.length === 0) return;
      inFlight.current = true;
      setBusy(true);
      try {
        const answer = await postJson<GrantAnswer>('/api/extensions', {
          runIds: runIds.slice(0, LIMITS.runIdsPerSweep),
          seconds: own?.seconds ?? ONE_CLICK,
          actor: operatorName(),
          reason: own?.reason.trim() || REASONS[from],
        });
        showRuns(client, answer.granted, answer.now);
        const title = grantTitle(answer, (iso) => shortTime(Date.parse(iso), serverNow()));
        announce(`${title}.`);
        toasts.show(grantToast(title, answer));
      } catch (problem) {
        announce('No time was given.');
        toasts.show(refusalToast(problem as Error));
      } finally {
        inFlight.current = false;
        setBusy(false);
      }
    },
    [client, toasts, announce],
  );
  const ask = useCallback<Grants['ask']>(
    (runs, given, from) => setAsking({ runs, given, from }),
    [],
  );
  const grants = useMemo(() => ({ give, ask, busy }), [give, ask, busy]);

  return (
    <GrantsContext value={grants}>
      {children}
      {asking !== null && (
        <Late
          load={loadDialog}
          props={{
            runs: asking.runs,
            onGive: (own) => void give(asking.runs, asking.given, own),
            onClose: () => {
              setAsking(null);
              asking.from.focus({ preventScroll: true });
            },
          }}
        />
      )}
    </GrantsContext>
  );
}

/** Ways to give runs more time. */
export function useGrants(): Grants {
  const grants = useContext(GrantsContext);
  if (grants === null) throw new Error('GrantDesk is missing above.');
  return grants;
}
