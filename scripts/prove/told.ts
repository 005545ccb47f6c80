import type { Figures } from '../../bench/bench.ts';

/** A frame that reached a dashboard. */
export interface Heard {
  what: 'closed' | 'failed' | 'swept';
  /** Of the run, or of the pass. */
  id: string;
  /** The pass that a death names. */
  sweepId: string | null;
  /** Milliseconds by this process's clock. */
  at: number;
}

/** What a dashboard must have been told. */
export interface Told {
  /** The runs that died meanwhile. */
  runIds: Iterable<string>;
  /** Those of them whose channels it listened to; absent: all. */
  watched?: ReadonlySet<string>;
  /** The passes that were recorded meanwhile. */
  sweepIds: Iterable<string>;
}

/** How often that was not so. */
export const TOLD_RIGHT = {
  deathsUntold: 0,
  deathsToldTwice: 0,
  channelsLeftOpen: 0,
  channelsClosedTwice: 0,
  sweepsUntold: 0,
  sweepsToldTwice: 0,
  outOfOrder: 0,
} satisfies Figures;

/** Holds what was heard against what had to be: each once, a channel's end, then the death, then its pass. */
export function judgeTold(heard: readonly Heard[], must: Told): typeof TOLD_RIGHT {
  const places = new Map<string, number[]>();
  for (const [place, { what, id }] of heard.entries()) {
    const key = `${what} ${id}`;
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  const of = (what: Heard['what'], id: string) => places.get(`${what} ${id}`) ?? [];
  const wrong = { ...TOLD_RIGHT };
  for (const id of must.runIds) {
    const [closed, failed] = [of('closed', id), of('failed', id)];
    if (failed.length === 0) wrong.deathsUntold += 1;
    if (failed.length > 1) wrong.deathsToldTwice += 1;
    const isWatched = must.watched?.has(id) ?? true;
    if (isWatched && closed.length === 0) wrong.channelsLeftOpen += 1;
    if (closed.length > 1) wrong.channelsClosedTwice += 1;
    const [end = -1, death] = [closed[0], failed[0]];
    if (death === undefined) continue;
    const sweepId = heard[death]?.sweepId ?? null;
    const [pass = Number.POSITIVE_INFINITY] = sweepId === null ? [] : of('swept', sweepId);
    if (end > death || death > pass) wrong.outOfOrder += 1;
  }
  for (const id of must.sweepIds) {
    const times = of('swept', id).length;
    if (times === 0) wrong.sweepsUntold += 1;
    if (times > 1) wrong.sweepsToldTwice += 1;
  }
  return wrong;
}
