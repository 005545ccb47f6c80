import type { ComponentProps } from 'react';
import styles from './button.module.css';

/** A button in one of the three weights: `plain`, `accent`, or `danger` for what cannot be undone. */
export function Button({
  tone = 'plain',
  small = false,
  className,
  ...rest
}: ComponentProps<'button'> & { tone?: 'plain' | 'accent' | 'danger' | 'quiet'; small?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={className === undefined ? styles.button : `${styles.button} ${className}`}
      data-tone={tone}
      data-small={small || undefined}
    />
  );
}
