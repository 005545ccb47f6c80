'use client';

import { useEffect, useEffectEvent } from 'react';

const CHANNEL = 'flatline.scrapers';

/** Tells the other tabs of this browser that a scraper was changed. */
export function tellTabs(name: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(name);
  channel.close();
}

/** Calls `changed` when another tab of this browser has changed the scraper `name`. */
export function useChangedElsewhere(name: string, changed: () => void): void {
  const hear = useEffectEvent(changed);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === name) hear();
    };
    return () => channel.close();
  }, [name]);
}
