/** What one commit of another node wrote, or that something may have been missed. */
export type ChangeNote =
  /** These runs were written; `sweep` is the pass that wrote them, if one did. */
  | { what: 'runs'; runs: string[]; sweep: string | null }
  /** A pass was recorded; what it wrote was noted before. */
  | { what: 'swept'; sweep: string }
  /** Anything may have changed: very many runs were written, or nothing could be heard for a while. */
  | { what: 'everything' };

/** What the other nodes of one database commit, in the order of their commits. */
export interface ChangeFeed {
  /**
   * Calls `heard` with each note of another node, and with `everything` whenever it begins to listen
   * anew. Resolves once it listens, with what ends that. Throws `Problem('unavailable')`.
   */
  listen(heard: (note: ChangeNote) => void): Promise<() => Promise<void>>;
}
