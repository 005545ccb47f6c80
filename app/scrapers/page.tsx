import { Suspense } from 'react';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { ScrapersPage } from './scrapers-page.tsx';

export default function Page() {
  return (
    <Suspense fallback={<ListSkeleton />}>
      <ScrapersPage />
    </Suspense>
  );
}
