'use client';

import type { MouseEvent } from 'react';
import { inWords } from '../../server/domain/duration.ts';
import { UUID_PATTERN } from '../../server/domain/ids.ts';
import { useConnection } from '../live/socket.tsx';
import { Button } from '../parts/button.tsx';
import { whoOf } from '../parts/who.ts';
import { type Receiver, useGrants } from './grants.tsx';
import { type GivenFrom, grantLabel, ONE_CLICK } from './words.ts';

/**
 * Gives runs ten more minutes in one click; with Shift it asks for a reason first. `brief` is for
 * a row of a table: what it does is then heard and shown on hover.
 */
export function GrantButton({
  runs,
  from,
  brief = false,
  tabIndex,
  className,
}: {
  runs: readonly Receiver[];
  from: GivenFrom;
  brief?: boolean;
  tabIndex?: number;
  className?: string;
}) {
  const { give, ask, busy } = useGrants();
  const refusal = useRefusal(runs);
  const who = whoOf(runs);
  const label = grantLabel(runs.length);

  function click(event: MouseEvent<HTMLButtonElement>): void {
    event.stopPropagation();
    if (refusal !== null || busy) return;
    if (event.shiftKey) ask(runs, from, event.currentTarget);
    else void give(runs, from);
  }

  return (
    <Button
      small={brief || from === 'notice'}
      className={className}
      tabIndex={tabIndex}
      title={refusal ?? `${brief ? `${label}. ` : ''}With Shift: with a reason`}
      aria-disabled={refusal !== null || busy || undefined}
      onClick={click}
    >
      {brief ? `+${inWords(ONE_CLICK)}` : label}
      <span className="fl-heard">
        {brief ? ` (${label[0]?.toLowerCase()}${label.slice(1)} for ${who})` : ` for ${who}`}
      </span>
    </Button>
  );
}

/** Why time cannot be given, in a sentence; null when it can. */
export function useRefusal(runs: readonly Receiver[]): string | null {
  const offline = useConnection().state === 'offline';
  if (offline) return 'Offline: the server cannot be reached, so no time can be given now';
  if (runs.some(({ id }) => UUID_PATTERN.test(id))) return null;
  return 'Its id is no uuid: another program wrote it, and it cannot be named to the server';
}
