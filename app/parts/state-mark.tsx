import type { RunStatus } from '../../server/domain/run.ts';
import type { Worry } from '../live/vitals.ts';
import styles from './state-mark.module.css';

/** What a mark can show: the four states, and what a running run is looked after for. */
export type MarkKind = RunStatus | 'SUSPECT' | 'HELD' | 'STUCK' | 'GIVEN';

/** The word of each state. */
export const STATE_WORDS: Record<MarkKind, string> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  SUSPECT: 'Close to death',
  HELD: 'Held',
  STUCK: 'Stuck',
  GIVEN: 'Given time',
};

/** A run's state as a shape and a colour, and a word that is seen or at least heard. */
export function StateMark({
  status,
  worry = null,
  withWord = false,
}: {
  status: RunStatus;
  worry?: Worry | null;
  withWord?: boolean;
}) {
  const kind: MarkKind = status === 'RUNNING' && worry !== null ? KINDS[worry] : status;
  const word = STATE_WORDS[kind];
  return (
    <span className={styles.mark} data-kind={kind} title={withWord ? undefined : word}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" className={styles.shape}>
        {STATE_SHAPES[kind]}
      </svg>
      <span className={withWord ? undefined : 'fl-heard'}>{word}</span>
    </span>
  );
}

const KINDS: Record<Worry, MarkKind> = {
  suspect: 'SUSPECT',
  held: 'HELD',
  stuck: 'STUCK',
  given: 'GIVEN',
};

const STROKE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** The shape of each state, in a box of 16 by 16. */
export const STATE_SHAPES = {
  RUNNING: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  COMPLETED: <path d="M3 8.6 6.4 12 13 4.6" {...STROKE} />,
  FAILED: <path d="M4 4l8 8M12 4l-8 8" {...STROKE} />,
  CANCELLED: (
    <g {...STROKE} strokeWidth={1.8}>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M4.4 11.6l7.2-7.2" />
    </g>
  ),
  SUSPECT: (
    <g>
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 3a5 5 0 0 0 0 10z" fill="currentColor" />
    </g>
  ),
  HELD: (
    <g {...STROKE} strokeWidth={1.8}>
      <path d="M4.2 2.5h7.6M4.2 13.5h7.6M5 2.5c0 3 2.2 4 3 5.5-.8 1.5-3 2.5-3 5.5M11 2.5c0 3-2.2 4-3 5.5.8 1.5 3 2.5 3 5.5" />
    </g>
  ),
  STUCK: <path d="M5.4 3.6v8.8M10.6 3.6v8.8" {...STROKE} strokeWidth={2.6} />,
  GIVEN: (
    <g {...STROKE} strokeWidth={1.8}>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 5v3l2 1.6" />
    </g>
  ),
} as const;
