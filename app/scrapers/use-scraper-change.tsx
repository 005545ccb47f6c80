import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ScraperChange } from '../../server/domain/patience.ts';
import { useAnnounce } from '../frame/announcer.tsx';
import { ApiProblem, patchJson } from '../live/api.ts';
import {
  SCRAPER_KEYS,
  type ScraperAnswer,
  type ScraperChangeAnswer,
  type ScrapersAnswer,
  scraperPath,
} from '../live/scraper-queries.ts';
import { Button } from '../parts/button.tsx';
import css from '../toasts/toast.module.css';
import { useToasts } from '../toasts/toasts.tsx';
import { changeWords, concerns, formerOf } from './change-words.ts';
import { tellTabs } from './tabs.ts';

/** Milliseconds for which a change can be taken back with one click. */
const UNDO_FOR = 20_000;
/** Milliseconds. */
const TOLD_FOR = 8000;
const TOAST = 'scraper';

interface Wish {
  change: ScraperChange;
  /** What takes it back; null: it takes one back itself. */
  former: ScraperChange | null;
}

/** What can be done to a scraper, and what became of it. */
export interface ScraperChanges {
  /** Changes it; `done` is called when it was accepted. */
  change: (change: ScraperChange, done?: () => void) => void;
  busy: boolean;
  /** Why the last change of this field was refused; null when it was not. */
  refusal: (field: keyof ScraperChange) => Error | null;
}

/** Changes the scraper `name`, and offers to take it back: by a toast that stays on other pages too. */
export function useScraperChange(name: string): ScraperChanges {
  const client = useQueryClient();
  const announce = useAnnounce();
  const toasts = useToasts();
  const known = () => client.getQueryData<ScraperAnswer>(SCRAPER_KEYS.one(name));

  const mutation = useMutation({
    mutationFn: ({ change }: Wish) => patchJson<ScraperChangeAnswer>(scraperPath(name), change),
    // What is on its way would tell of the time before.
    onMutate: () => client.cancelQueries({ queryKey: SCRAPER_KEYS.one(name) }),
    onSuccess({ now, scraper }, { change, former }) {
      client.setQueryData<ScraperAnswer>(
        SCRAPER_KEYS.one(name),
        (answer) => answer && { ...answer, now, scraper },
      );
      client.setQueryData<ScrapersAnswer>(
        SCRAPER_KEYS.all,
        (answer) =>
          answer && {
            ...answer,
            scrapers: answer.scrapers.map((each) => (each.name === name ? scraper : each)),
          },
      );
      tellTabs(name);
      tell(`${changeWords(scraper, change)} ${concerns(change)}`, former);
    },
    onError(problem, { former }) {
      if (former !== null) return;
      const why = problem instanceof ApiProblem ? problem.detail : problem.message;
      announce(`${name}: not taken back. ${why}`);
      toasts.show({ ...base(), title: `${name}: not taken back`, tone: 'failed', body: why });
    },
    onSettled: () => client.invalidateQueries({ queryKey: SCRAPER_KEYS.one(name) }),
  });

  function tell(sentence: string, former: ScraperChange | null): void {
    announce(`${name}: ${former === null ? 'taken back. ' : ''}${sentence}`);
    toasts.show({
      ...base(),
      title: former === null ? `${name}: taken back` : name,
      shownFor: former === null ? TOLD_FOR : UNDO_FOR,
      body: (
        <>
          <span className={css.words}>{sentence}</span>
          {former !== null && (
            <Button small onClick={() => mutation.mutate({ change: former, former: null })}>
              Undo
            </Button>
          )}
        </>
      ),
    });
  }

  return {
    change(change, done) {
      const answer = known();
      if (answer === undefined || mutation.isPending) return;
      mutation.mutate({ change, former: formerOf(answer.scraper, change) }, { onSuccess: done });
    },
    busy: mutation.isPending,
    refusal: (field) =>
      mutation.variables !== undefined && field in mutation.variables.change
        ? mutation.error
        : null,
  };
}

function base() {
  return { id: TOAST, tone: 'plain', shownFor: TOLD_FOR } as const;
}
