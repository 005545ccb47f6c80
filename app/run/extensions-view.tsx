'use client';

import { inWords } from '../../server/domain/duration.ts';
import type { Extension } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { shownText } from '../parts/free-text.ts';
import { counted, fullTime } from '../parts/words.ts';
import css from './extensions.module.css';
import { Panel } from './panel.tsx';
import { sayTime } from './say-time.ts';

/** The time that operators gave a run, newest first: who, when, how long and why. */
export function ExtensionsView({ extensions }: { extensions: readonly Extension[] }) {
  const now = useNow();
  if (extensions.length === 0) return null;
  return (
    <Panel title="Time given" note={counted(extensions.length, 'extension')}>
      <ol className={css.list}>
        {[...extensions].reverse().map((extension) => (
          <li key={`${extension.grantedAt} ${extension.deadlineAt} ${extension.reason}`}>
            <time
              className="fl-num"
              dateTime={extension.grantedAt}
              title={fullTime(Date.parse(extension.grantedAt))}
            >
              {sayTime(extension.grantedAt, now)}
            </time>
            <span className={css.what}>
              <strong>{inWords(extension.seconds)}</strong>, until{' '}
              {sayTime(extension.deadlineAt, now)}
            </span>
            <span className={css.who}>{shownText(extension.actor ?? 'an operator')}</span>
            <span className={css.reason}>{shownText(extension.reason ?? '')}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
