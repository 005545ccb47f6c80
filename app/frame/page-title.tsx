'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const Title = createContext<string | null>(null);
const SetTitle = createContext<((title: string | null) => void) | null>(null);

/** Keeps what the page below calls itself. */
export function PageTitles({ children }: { children: ReactNode }) {
  const [title, setTitle] = useState<string | null>(null);
  return (
    <SetTitle value={setTitle}>
      <Title value={title}>{children}</Title>
    </SetTitle>
  );
}

/** Names the page in the tab while mounted: `books` shows as `books · Flatline`. */
export function usePageTitle(title: string): void {
  const set = useContext(SetTitle);
  if (set === null) throw new Error('PageTitles is missing above.');
  useEffect(() => {
    set(title);
    return () => set(null);
  }, [set, title]);
}

/** What the page calls itself; null when it has no name of its own. */
export function useCurrentTitle(): string | null {
  return useContext(Title);
}
