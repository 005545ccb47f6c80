import { type ReactNode, useId } from 'react';
import css from './panel.module.css';

/** A titled part of a run's page. */
export function Panel({
  title,
  note,
  actions,
  size,
  children,
}: {
  title: string;
  /** A few words beside the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** `roomy` keeps one height whatever comes in; `snug` is as high as what it holds, up to that. */
  size?: 'roomy' | 'snug';
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id} data-size={size}>
      <header className={css.header}>
        <h2 id={id}>{title}</h2>
        <span className={`${css.note} fl-num fl-cut`}>{note}</span>
        {actions}
      </header>
      {children}
    </section>
  );
}
