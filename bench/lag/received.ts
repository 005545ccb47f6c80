/** A `run:failed` frame that reached a dashboard. */
export interface Received {
  runId: string;
  /** The system's clock at receipt, in milliseconds; server and dashboard are on one machine. */
  at: number;
}
