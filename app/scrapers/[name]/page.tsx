'use client';

import { use } from 'react';
import { ScraperPage } from '../scraper-page.tsx';

export default function Page({ params }: { params: Promise<{ name: string }> }) {
  return <ScraperPage name={decoded(use(params).name)} />;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
