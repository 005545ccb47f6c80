'use client';

import { useNow } from '../live/clock.tsx';
import { briefly, durationWords, fullTime, shortClock, shortTime } from './words.ts';

/** A moment: ISO as the API writes it, or milliseconds. */
export type Moment = string | number;

/** How long ago a moment was: `48 s ago`; as a clock `00:48 ago`, in words `10 min 3 s ago`. Ticks. */
export function Ago({
  at,
  as = 'brief',
  bare = false,
}: {
  at: Moment;
  as?: 'brief' | 'clock' | 'words';
  /** Without the word "ago". */
  bare?: boolean;
}) {
  const passed = useNow() - millis(at);
  const text =
    as === 'clock'
      ? shortClock(passed, 'down')
      : as === 'words'
        ? durationWords(passed)
        : briefly(passed);
  return (
    <time dateTime={iso(at)} title={fullTime(millis(at))} className="fl-num">
      {bare ? text : `${text} ago`}
    </time>
  );
}

/** The time left to a moment: `01:12`, then `00:00`. `estimated` says that nobody confirmed it. Ticks. */
export function Countdown({ to, estimated = false }: { to: Moment; estimated?: boolean }) {
  const left = shortClock(millis(to) - useNow());
  const title = estimated ? `An estimate. ${fullTime(millis(to))}` : fullTime(millis(to));
  return (
    <time dateTime={iso(to)} title={title} className="fl-num">
      {estimated ? `~${left}` : left}
    </time>
  );
}

/** A moment in the viewer's zone, in full on hover. */
export function At({ at }: { at: Moment }) {
  return (
    <time dateTime={iso(at)} title={fullTime(millis(at))} className="fl-num">
      {shortTime(millis(at), useNow())}
    </time>
  );
}

function millis(at: Moment): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

function iso(at: Moment): string {
  return typeof at === 'number' ? new Date(at).toISOString() : at;
}
