import { Suspense } from 'react';
import { HistoryPage } from '../history/history-page.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';

export default function Page() {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <HistoryPage />
    </Suspense>
  );
}
