import { useState } from 'react';
import { useHeardUntil } from '../live/use-deaf.ts';
import { type Timeline, type TimelineRun, timelineOf } from './timeline.ts';

/** The timeline of `run`, growing while it runs; what was shown once is never cut off again. */
export function useTimeline(run: TimelineRun, now: number): Timeline {
  const [shownTo, setShownTo] = useState<number | undefined>();
  const timeline = timelineOf(run, now, shownTo, useHeardUntil());
  // Only a run that was seen running holds its scale: one that had ended before fills the picture.
  if (timeline.running && timeline.span.to !== shownTo) setShownTo(timeline.span.to);
  return timeline;
}
