/** A frame as it reached a process full of dashboards. */
export interface Frame {
  /** The frame itself, as the first of them got it. */
  text: string;
  /** The machine's clock when each of them had it, in milliseconds. */
  at: number[];
}

/** What a frame of progress says. */
export interface Progress {
  now: string;
  room: string;
  runs: { id: string }[];
}

/** How a frame of progress begins on the wire: a Socket.IO event in an Engine.IO message. */
export const PROGRESS = '42["run:progressed",';

/** What a frame of progress says, from its text. */
export function progressIn(text: string): Progress {
  return JSON.parse(text.slice(2))[1] as Progress;
}

/** Milliseconds from the moment that the server wrote into each frame to its receipt. */
export function fanoutOf(frames: readonly Frame[]): number[] {
  return frames.flatMap(({ text, at }) => {
    const told = Date.parse(progressIn(text).now);
    return at.map((received) => received - told);
  });
}

/** The same from the moment at which each of a frame's runs had changed, for those that `changedAt` knows. */
export function changesOf(
  frames: readonly Frame[],
  changedAt: ReadonlyMap<string, number>,
): number[] {
  return frames.flatMap(({ text, at }) =>
    progressIn(text).runs.flatMap(({ id }) => {
      const changed = changedAt.get(id);
      return changed === undefined ? [] : at.map((received) => received - changed);
    }),
  );
}
