import { Button } from '../parts/button.tsx';
import records from './records.module.css';

/** The way to the older of a list of records, such as `sweeps`; nothing where there are none. */
export function Older({
  list,
  what,
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  what: string;
}) {
  if (!list.hasNextPage) return null;
  return (
    <div className={records.more}>
      <Button onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
        {list.isFetchingNextPage ? 'Fetching' : 'Show'} older {what}
      </Button>
    </div>
  );
}
