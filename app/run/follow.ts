/** Whether the log keeps its newest line in view, and what came while it did not. */
export interface Follow {
  following: boolean;
  /** Lines that arrived while the reader was elsewhere. */
  unseen: number;
  /** Where the reader was, in pixels from the top. */
  top: number;
}

/** A reader this near to the end, in pixels, is at the end. */
export const AT_END_PX = 24;

/** The log opens at its newest line and follows. */
export const FOLLOWING: Follow = { following: true, unseen: 0, top: 0 };

/**
 * The reader (or a new line) moved the view. Only a move up stops the following: when lines arrive
 * the end runs away from a view that has not moved. Back at the end it follows again.
 */
export function scrolled(state: Follow, view: { top: number; toEndPx: number }): Follow {
  if (view.toEndPx <= AT_END_PX) return { following: true, unseen: 0, top: view.top };
  const movedUp = view.top < state.top;
  return { ...state, following: state.following && !movedUp, top: view.top };
}

/** `count` lines arrived. */
export function arrived(state: Follow, count: number): Follow {
  if (state.following || count <= 0) return state;
  return { ...state, unseen: state.unseen + count };
}

/** The reader asked for the newest line. */
export function followed(state: Follow): Follow {
  return { ...state, following: true, unseen: 0 };
}
