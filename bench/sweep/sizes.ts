/** How many runs are due at once. */
export const DUE = 1000;

/** The database of the issue. */
export const FULL = { past: 1_000_000, running: 100_000 };
/** A tenth of the past: what the find costs must not tell. */
export const SHORT_PAST = { past: 100_000, running: 100_000 };
/** A tenth of both. */
export const SMALL = { past: 100_000, running: 10_000 };
