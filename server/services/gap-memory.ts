import { randomBytes } from 'node:crypto';
import { apart, type Gap } from '../domain/hearing.ts';
import { uuidV7 } from '../domain/ids.ts';
import { LIMITS } from '../domain/limits.ts';
import type { HearingStore } from '../domain/ports.ts';
import { type Millis, seconds } from '../domain/time.ts';
import type { GapRecord } from '../domain/watchdog.ts';

/** How far back gaps are remembered, in milliseconds: no stale-after is longer, with a day to spare. */
export const GAP_MEMORY: Millis = seconds(LIMITS.staleAfterSecondsMax) + 24 * 60 * 60_000;

/** How many gaps are remembered, at the most: each is looked at for every sign of life. */
export const GAPS_REMEMBERED = 1000;

/** The recorded gaps that still matter at `now`, the oldest first. Throws `Problem('unavailable')`. */
export async function rememberedGaps(
  store: Pick<HearingStore, 'gaps'>,
  now: Millis,
): Promise<Gap[]> {
  const gaps: Gap[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.gaps({ cursor, limit: LIMITS.pageMax });
    const recent = page.rows.filter(({ endedAt }) => endedAt > now - GAP_MEMORY);
    gaps.push(...recent.map(gapOf));
    cursor = recent.length < page.rows.length ? null : page.nextCursor;
  } while (cursor !== null && gaps.length < GAPS_REMEMBERED);
  return apart(gaps);
}

/** The row of a gap that has ended; how many runs it concerned is not known yet. */
export function recordOf({ reason, from, to }: Gap): GapRecord {
  return { id: uuidV7(to, randomBytes(10)), reason, startedAt: from, endedAt: to, runs: 0 };
}

function gapOf({ reason, startedAt, endedAt }: GapRecord): Gap {
  return { reason, from: startedAt, to: endedAt };
}
