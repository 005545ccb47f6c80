import { Suspense } from 'react';
import { HistoryPage } from '../history/history-page.tsx';
import { HistorySkeleton } from '../history/history-skeleton.tsx';

export default function Page() {
  return (
    <Suspense fallback={<HistorySkeleton />}>
      <HistoryPage />
    </Suspense>
  );
}
