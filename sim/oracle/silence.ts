/** When reports could be heard in truth, whatever the servers believe. */
export interface Silence {
  /** From now on nobody can hear, or somebody can again. */
  set(isDeaf: boolean, now: number): void;
  isDeaf(): boolean;
  /** How much of the time between two moments could be heard, in milliseconds. */
  heard(from: number, to: number): number;
}

/** Longer ago than this nothing is asked for, in milliseconds. */
const KEPT_FOR = 48 * 60 * 60_000;

/** The times in which no server could take a report. */
export function createSilence(): Silence {
  let deaf: { from: number; to: number }[] = [];
  let since: number | null = null;

  return {
    set(isDeaf, now) {
      if (isDeaf && since === null) since = now;
      if (isDeaf || since === null) return;
      if (now > since) deaf.push({ from: since, to: now });
      since = null;
      if ((deaf[0]?.to ?? now) < now - 2 * KEPT_FOR) {
        deaf = deaf.filter(({ to }) => to > now - KEPT_FOR);
      }
    },
    isDeaf: () => since !== null,
    heard(from, to) {
      if (to <= from) return 0;
      let heard = to - from;
      if (since !== null) heard -= Math.max(0, to - Math.max(from, since));
      for (let index = deaf.length - 1; index >= 0; index -= 1) {
        const gap = deaf[index] as { from: number; to: number };
        if (gap.to <= from) break;
        heard -= Math.max(0, Math.min(to, gap.to) - Math.max(from, gap.from));
      }
      return heard;
    },
  };
}
