'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

const AnnouncerContext = createContext<((sentence: string) => void) | null>(null);

/** Milliseconds for which a sentence stands before the next: a reader must get to each. */
const STANDS_FOR = 1500;

/** One polite live region for the whole page; sentences take their turn in it. */
export function Announcer({ children }: { children: ReactNode }) {
  const [queue, setQueue] = useState<readonly string[]>([]);
  const announce = useCallback((sentence: string) => {
    setQueue((waiting) => [...waiting, sentence]);
  }, []);

  const [current] = queue;
  useEffect(() => {
    if (current === undefined) return;
    const timer = setTimeout(() => setQueue((waiting) => waiting.slice(1)), STANDS_FOR);
    return () => clearTimeout(timer);
  }, [current]);

  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="fl-heard" role="status" aria-live="polite" data-announcer="">
        {current}
      </div>
    </AnnouncerContext>
  );
}

/** Says a sentence to screen readers, politely, in its turn. */
export function useAnnounce(): (sentence: string) => void {
  const announce = useContext(AnnouncerContext);
  if (announce === null) throw new Error('Announcer is missing above.');
  return announce;
}
