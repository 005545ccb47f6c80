import { debounce, useQueryStates } from 'nuqs';
import { type HistoryFilters, NO_FILTERS } from './filters.ts';
import { HISTORY_URL } from './url.ts';

/** Milliseconds of quiet after which what is typed goes into the address. */
const TYPING_ENDS_AFTER = 300;

/** The filters, kept in the address: a choice is a step back and forth, typing is not. */
export function useHistoryFilters() {
  const [filters, set] = useQueryStates(HISTORY_URL);
  return {
    filters: filters as HistoryFilters,
    choose: (change: Partial<HistoryFilters>) => void set(writable(change), { history: 'push' }),
    type: (change: Partial<HistoryFilters>) =>
      void set(writable(change), {
        history: 'replace',
        limitUrlUpdates: debounce(TYPING_ENDS_AFTER),
      }),
    clear: () => void set(writable(NO_FILTERS), { history: 'push' }),
  };
}

function writable({ status, ...rest }: Partial<HistoryFilters>) {
  return status === undefined ? rest : { ...rest, status: [...status] };
}
