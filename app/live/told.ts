import type { QueryClient } from '@tanstack/react-query';
import type { Run } from '../../server/domain/run.ts';
import type { Board, RunAnswer } from './answers.ts';
import { KEYS } from './keys.ts';
import { answerWithPatch, boardWithRun } from './patch.ts';

/** Shows runs at once as an answer told them, wherever they stand; their pages fetch their lists again. */
export function showRuns(client: QueryClient, runs: readonly Run[], now: string): void {
  client.setQueryData<Board>(
    KEYS.board,
    (board) => board && runs.reduce((sofar, run) => boardWithRun(sofar, run, now), board),
  );
  for (const run of runs) {
    client.setQueryData<RunAnswer>(
      KEYS.run(run.id),
      (answer) => answer && answerWithPatch(answer, run, now),
    );
    void client.invalidateQueries({ queryKey: KEYS.run(run.id) });
  }
}
