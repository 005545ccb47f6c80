'use client';

import { use } from 'react';
import { RunPage } from '../../run/run-page.tsx';

export default function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunPage id={decoded(use(params).id)} />;
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
