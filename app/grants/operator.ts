'use client';

import { useSyncExternalStore } from 'react';
import { LIMITS } from '../../server/domain/limits.ts';

const KEY = 'flatline.operator';

const listeners = new Set<() => void>();
/** A browser that refuses storage keeps the name for as long as the tab lives. */
let kept: string | null = null;

/** The name that this browser's operator has given, or null. */
export function operatorName(): string | null {
  try {
    return localStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

/** Remembers the operator's name in this browser; an empty one forgets it. */
export function nameOperator(name: string): void {
  const text = name.trim().slice(0, LIMITS.nameLength);
  kept = text === '' ? null : text;
  try {
    if (kept === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, kept);
  } catch {
    // Then it is kept for this tab alone.
  }
  for (const listener of [...listeners]) listener();
}

/** {@link operatorName}, drawn again when it changes. */
export function useOperator(): string | null {
  return useSyncExternalStore(listen, operatorName, () => null);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
