'use client';

// Mantine's own styles first: ours are laid over them.
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './dialog.module.css';

/** A dialog over the page; on a phone it may take the whole screen. `width` in pixels. */
export function Dialog({
  opened,
  onClose,
  title,
  width,
  fillsPhone = false,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  width: number;
  fillsPhone?: boolean;
  children: ReactNode;
}) {
  const phone = useMediaQuery('(max-width: 640px)') ?? false;
  // It gives the focus back only where it saw itself open, and its code may arrive after the click.
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return (
    <Modal
      opened={opened && mounted}
      onClose={onClose}
      title={title}
      size={width}
      fullScreen={fillsPhone && phone}
      lockScroll={false}
      transitionProps={{ transition: 'fade', duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.45 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{
        content: styles.content,
        header: styles.header,
        title: styles.title,
        body: styles.body,
      }}
    >
      {children}
    </Modal>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
