/** The numbers of the outside contract, in one place. */
export const LIMITS = {
  /** A scraper's name. */
  scraperPattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
  /** Characters of a phase, an error type, a unit. */
  nameLength: 200,
  /** Characters of a message. */
  messageLength: 8192,
  /** Characters of an idempotency key. */
  idempotencyKeyLength: 200,
  /** Bytes of `meta` and of an error's `detail`, as JSON in UTF-8. */
  jsonBytes: 16 * 1024,
  /** Seconds of silence a run may be allowed, at the most (a week). */
  staleAfterSecondsMax: 604_800,
  /** Days for which what has ended may be kept, at the most. */
  retentionDaysMax: 3650,
  /** The highest done, total or seq: what a double holds exactly. */
  counterMax: Number.MAX_SAFE_INTEGER,
  /** Bytes of a request's body. */
  bodyBytes: 1024 * 1024,
  /** Events in one call. */
  eventsPerCall: 1000,
  /** Run ids in one sweep. */
  runIdsPerSweep: 10_000,
  /** Rows of a page, and how many when nothing is said. */
  pageMax: 200,
  pageDefault: 50,
  /** Phases, errors and log lines in a run's detail, each; also the log lines kept a run. */
  detailRows: 1000,
  /** Seconds of time that one grant may give, and how many when nothing is said. */
  grantSecondsMax: 604_800,
  grantSecondsDefault: 600,
  /** Characters of the reason for a grant. */
  reasonLength: 1000,
  /** Extensions in a run's detail: the newest. */
  extensionRows: 50,
  /** Deaths in the board's snapshot, and how long they stay there. */
  recentRows: 50,
  recentForMs: 24 * 60 * 60 * 1000,
  /** A time this far ahead of the server's clock is not believed. */
  futureToleranceMs: 60_000,
  /** A sweep that takes longer is aborted. */
  sweepTimeoutMs: 30_000,
  /** At most one frame a room in this time: 5 a second, the last one of a channel counted in. */
  frameIntervalMs: 250,
} as const;
