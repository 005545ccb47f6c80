'use client';

import type { Run } from '../../server/domain/run.ts';
import { useRefusal } from './grant-button.tsx';
import { useGrants } from './grants.tsx';
import { grantLabel } from './words.ts';

/** The items of a row's menu that give its run time; the focus goes back to `from`. */
export function GrantItems({
  run,
  from,
  onDone,
}: {
  run: Run;
  from: HTMLElement;
  onDone: () => void;
}) {
  const { give, ask } = useGrants();
  const refusal = useRefusal([run]);
  const item = {
    type: 'button',
    role: 'menuitem',
    tabIndex: -1,
    title: refusal ?? undefined,
    'aria-disabled': refusal !== null || undefined,
  } as const;
  const when = (act: () => void) => () => {
    if (refusal !== null) return;
    onDone();
    act();
  };
  return (
    <>
      <button {...item} onClick={when(() => void give([run], 'board'))}>
        {grantLabel(1)}
      </button>
      <button {...item} onClick={when(() => ask([run], 'board', from))}>
        Give it time with a reason…
      </button>
    </>
  );
}
