import { shownText } from '../parts/free-text.ts';
import { lengthWords } from './phase-words.ts';
import { sayTime } from './say-time.ts';
import css from './timeline.module.css';
import type { Bar } from './timeline-bars.ts';
import type { Stretch } from './timeline-scale.ts';

/** Pixels a tip is wide at most; kept in step with the style. */
const TIP_PX = 260;

/** The phase that is pointed at: its name, when it started, how long it took. */
export function Tip({
  bar,
  count,
  live,
  now,
  at,
  room,
  top,
}: {
  bar: Bar;
  count: number;
  live: boolean;
  now: number;
  at: Stretch;
  /** Pixels between the left edge and the right. */
  room: number;
  /** Pixels from the top to its lane. */
  top: number;
}) {
  const width = Math.min(TIP_PX, room);
  const left = Math.max(0, Math.min(at.x + at.width / 2 - width / 2, room - width));
  const growing = live && bar.open;
  const took = lengthWords(bar.to - bar.from, growing);
  return (
    <div
      className={css.tip}
      style={{ left, width, bottom: `calc(100% - ${top - 2}px)` }}
      aria-hidden="true"
    >
      <strong>{shownText(bar.phase)}</strong>
      <span className={css.tipFigures}>
        {growing ? `open for ${took}` : took}
        <i>from {sayTime(new Date(bar.from).toISOString(), now)}</i>
        <i>
          {bar.index + 1} of {count}
        </i>
      </span>
    </div>
  );
}
