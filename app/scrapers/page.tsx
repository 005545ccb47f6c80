import { Suspense } from 'react';
import { ScrapersPage } from './scrapers-page.tsx';
import { ScrapersSkeleton } from './scrapers-skeleton.tsx';

export default function Page() {
  return (
    <Suspense fallback={<ScrapersSkeleton />}>
      <ScrapersPage />
    </Suspense>
  );
}
