import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CancelAnswer, RunAnswer } from '../live/answers.ts';
import { ApiProblem, postJson } from '../live/api.ts';
import { KEYS } from '../live/keys.ts';
import { answerWithPatch } from '../live/patch.ts';

/** Asks a run to stop. A run that ended meanwhile is fetched again: there is nothing left to ask. */
export function useCancel(id: string) {
  const client = useQueryClient();
  const refetch = () => client.invalidateQueries({ queryKey: KEYS.run(id) });
  return useMutation({
    mutationFn: async (): Promise<'asked' | 'too late'> => {
      try {
        const { run, now } = await postJson<CancelAnswer>(`/api/runs/${id}/cancel`);
        client.setQueryData<RunAnswer>(KEYS.run(id), (known) =>
          known === undefined ? known : answerWithPatch(known, run, now),
        );
        return 'asked';
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.code !== 'run_closed') throw problem;
        await refetch();
        return 'too late';
      }
    },
  });
}
