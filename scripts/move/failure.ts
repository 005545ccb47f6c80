/** A move that was not made. Its message is the sentence for whoever asked; it holds no password. */
export class MoveFailure extends Error {}
