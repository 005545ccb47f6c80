'use client';

import { Notifications, notifications } from '@mantine/notifications';
import { useEffect, useEffectEvent, useRef } from 'react';
import styles from './toast.module.css';
import type { Toast } from './toasts.tsx';

const COLOURS: Record<Toast['tone'], string> = {
  failed: 'var(--fl-danger)',
  suspect: 'var(--fl-suspect-fill)',
  plain: 'var(--fl-accent)',
};

/** Draws these toasts; `onClosed` is told of those that went by themselves or by hand. */
export function Toaster({
  toasts,
  onClosed,
}: {
  toasts: readonly Toast[];
  onClosed: (id: string) => void;
}) {
  const drawn = useRef<readonly Toast[]>([]);
  const draw = useEffectEvent((next: readonly Toast[]) => {
    const before = drawn.current;
    drawn.current = next;
    for (const { id } of before) {
      if (!next.some((toast) => toast.id === id)) notifications.hide(id);
    }
    for (const toast of next) {
      if (before.includes(toast)) continue;
      const known = before.some(({ id }) => id === toast.id);
      if (known) notifications.update(dataOf(toast));
      else notifications.show(dataOf(toast));
    }
  });
  useEffect(() => draw(toasts), [toasts]);

  function dataOf({ id, title, tone, body, shownFor }: Toast) {
    return {
      id,
      // The sentence is in the page's own live region; an alert here would say it twice.
      role: 'group',
      'aria-label': title,
      color: COLOURS[tone],
      autoClose: shownFor,
      withBorder: true,
      title,
      closeButtonProps: { 'aria-label': 'Close this message' },
      classNames: { root: styles.toast, title: styles.title, description: styles.message },
      message: body,
      onClose: () => {
        // Hidden by us: the next toast of that name is another one.
        if (drawn.current.some((toast) => toast.id === id)) onClosed(id);
      },
    };
  }

  // At once: what a toast tells may be over, and must not stand beside what took its place.
  return (
    <Notifications
      transitionDuration={0}
      position="bottom-right"
      containerWidth={380}
      zIndex={300}
    />
  );
}
