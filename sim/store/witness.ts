import type { NewRun, ReportResult, SweepWrite, SweepWritten } from '../../server/domain/ports.ts';
import type { RunRecord } from '../../server/domain/run.ts';
import type { Census } from '../../server/domain/storm.ts';

/** Who sees every commit of the model store, in the moment of it. `asked` is true time. */
export interface Witness {
  started(run: NewRun, asked: number): void;
  reported(runId: string, result: ReportResult, asked: number): void;
  /** `before` counts the runs as they were before the pass. */
  swept(written: SweepWritten, write: SweepWrite, before: Census): void;
  recovered(written: SweepWritten): void;
  /** What was written of suspicion; the runs as they are after it. */
  settled(runs: readonly RunRecord[]): void;
  granted(runs: readonly RunRecord[], seconds: number, asked: number): void;
}

/** Nobody. */
export const SILENT_WITNESS: Witness = {
  started: () => {},
  reported: () => {},
  swept: () => {},
  recovered: () => {},
  settled: () => {},
  granted: () => {},
};
