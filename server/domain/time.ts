/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z, read from the server's clock. */
export type Millis = number;

/** The outside form of a time: ISO 8601, UTC, milliseconds, `Z`. */
export function toIso(at: Millis): string {
  return new Date(at).toISOString();
}

/** {@link toIso}, with `null` for an absent time. */
export function toIsoOrNull(at: Millis | null): string | null {
  return at === null ? null : toIso(at);
}

/** `seconds` as milliseconds. */
export function seconds(count: number): Millis {
  return count * 1000;
}
