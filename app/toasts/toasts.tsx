'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Late } from '../parts/late.tsx';

/** A message that stands over the page for a while. */
export interface Toast {
  /** What is shown under an id takes the place of what was. */
  id: string;
  title: string;
  tone: 'failed' | 'suspect' | 'plain';
  body: ReactNode;
  /** Milliseconds; a pointer over it makes it stay. */
  shownFor: number;
  /** It is gone: by itself, by hand, or hidden. */
  onClose?: () => void;
}

/** Puts toasts up and takes them away. */
export interface Toasts {
  show(toast: Toast): void;
  hide(id: string): void;
}

const ToastsContext = createContext<Toasts | null>(null);
/** What is up; null before the first of them. */
const ShownContext = createContext<readonly Toast[] | null>(null);
const loadToaster = () => import('./toaster.tsx').then((file) => file.Toaster);

/** Keeps the toasts of the page below; {@link ToastShelf} draws them. */
export function ToastRoom({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[] | null>(null);
  const latest = useRef<readonly Toast[]>([]);

  const change = useCallback((next: readonly Toast[]) => {
    latest.current = next;
    setToasts(next);
  }, []);
  const hide = useCallback(
    (id: string) => {
      const gone = latest.current.find((toast) => toast.id === id);
      if (gone === undefined) return;
      change(latest.current.filter((toast) => toast !== gone));
      gone.onClose?.();
    },
    [change],
  );
  const room = useMemo<Toasts>(
    () => ({
      show: (toast) => change([...latest.current.filter(({ id }) => id !== toast.id), toast]),
      hide,
    }),
    [change, hide],
  );

  return (
    <ToastsContext value={room}>
      <ShownContext value={toasts}>{children}</ShownContext>
    </ToastsContext>
  );
}

/**
 * Where the toasts are drawn: what they can do is what can be done here, so it stands below
 * whatever their buttons need. Their code is fetched with the first of them.
 */
export function ToastShelf() {
  const toasts = useContext(ShownContext);
  const { hide } = useToasts();
  return toasts !== null && <Late load={loadToaster} props={{ toasts, onClosed: hide }} />;
}

/** The toasts of the page. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (toasts === null) throw new Error('ToastRoom is missing above.');
  return toasts;
}
