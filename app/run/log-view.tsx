'use client';

import { useState } from 'react';
import type { RunLogLine } from '../../server/domain/run.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import fields from '../parts/field.module.css';
import { shownText } from '../parts/free-text.ts';
import { count, counted } from '../parts/words.ts';
import css from './log.module.css';
import { mergeLines } from './log-lines.ts';
import { LogList } from './log-list.tsx';
import { Panel } from './panel.tsx';

/** A run's log lines, with a search of its own: the browser's cannot see lines that are not drawn. */
export function LogView({
  fresh,
  live,
  size,
}: {
  fresh: readonly RunLogLine[];
  live: boolean;
  size: 'roomy' | 'snug';
}) {
  const lines = useLines(fresh);
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const found = wanted === '' ? lines : lines.filter((line) => holds(line, wanted));
  return (
    <Panel
      title="Log"
      size={size}
      note={
        wanted === ''
          ? counted(lines.length, 'line')
          : `${count(found.length)} of ${count(lines.length)}`
      }
      actions={
        lines.length > 0 && (
          <>
            <input
              type="search"
              className={`${fields.field} ${css.find}`}
              data-small=""
              aria-label="Find in the log"
              placeholder="Find"
              value={find}
              onChange={(event) => setFind(event.currentTarget.value)}
            />
            <CopyButton label="Copy the log" text={asText(found)} />
          </>
        )
      }
    >
      {found.length === 0 ? (
        <p className={css.empty}>{emptyWords(wanted !== '', live)}</p>
      ) : (
        // Another search is another list: it opens at its own end.
        <LogList key={wanted} lines={found} whole={wanted === ''} />
      )}
    </Panel>
  );
}

/** The lines this page has seen, though the server may keep the newest 1,000 only. */
function useLines(fresh: readonly RunLogLine[]): readonly RunLogLine[] {
  const [seen, setSeen] = useState(fresh);
  const lines = mergeLines(seen, fresh);
  if (lines !== seen) setSeen(lines);
  return lines;
}

function holds(line: RunLogLine, wanted: string): boolean {
  return (
    shownText(line.message).toLowerCase().includes(wanted) || line.level.toLowerCase() === wanted
  );
}

function asText(lines: readonly RunLogLine[]): string {
  return lines.map((line) => `${line.at} ${line.level} ${line.message}`).join('\n');
}

function emptyWords(searching: boolean, live: boolean): string {
  if (searching) return 'No line holds these words.';
  return live ? 'No log lines yet.' : 'This run sent no log lines.';
}
