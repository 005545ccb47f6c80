'use client';

import { inWords } from '../../server/domain/duration.ts';
import type { SweepEntry } from '../../server/domain/sweep.ts';
import { serverNow } from '../live/clock.tsx';
import { useBoard } from '../live/use-board.ts';
import { shownText } from '../parts/free-text.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { Ago, At } from '../parts/time.tsx';
import { shortTime } from '../parts/words.ts';
import styles from './sweep-table.module.css';
import { aheadWords, canBeAskedFor, type Outcome, whyWords } from './verdict.ts';

/** What a sweep would mark: each run, its last sign of life, its limit, and why. */
export function PreviewTable({ entries }: { entries: readonly SweepEntry[] }) {
  const board = useBoard();
  const heard = new Map(board?.runs.map((run) => [run.id, run.lastSignAt]));
  return (
    <Table last="Why">
      {entries.map((entry) => (
        <Row key={entry.runId} entry={entry}>
          {whyWords(entry, heard.get(entry.runId) ?? null)}
        </Row>
      ))}
    </Table>
  );
}

/** Runs that a sweep would leave, since they still have time: each can be ticked, to be marked all the same. */
export function AheadTable({
  entries,
  now,
  ticked,
  onTick,
}: {
  entries: readonly SweepEntry[];
  /** When they were looked at (ISO). */
  now: string;
  ticked: ReadonlySet<string>;
  onTick: (runId: string, on: boolean) => void;
}) {
  const say = (iso: string) => shortTime(Date.parse(iso), serverNow());
  return (
    <Table last="Why it still has time" label="Runs that still have time">
      {entries.map((entry) => (
        <Row
          key={entry.runId}
          entry={entry}
          tick={
            <input
              type="checkbox"
              className={styles.tick}
              aria-label={`Mark ${entry.scraper ?? entry.runId}, too`}
              checked={ticked.has(entry.runId)}
              disabled={!canBeAskedFor(entry)}
              onChange={(event) => onTick(entry.runId, event.currentTarget.checked)}
            />
          }
        >
          {aheadWords(entry, now, say)}
        </Row>
      ))}
    </Table>
  );
}

/** The same table afterwards: what became of each run. */
export function OutcomeTable({ outcomes }: { outcomes: readonly Outcome[] }) {
  return (
    <Table last="What happened">
      {outcomes.map(({ entry, fate, words }) => (
        <Row key={entry.runId} entry={entry}>
          <span className={styles.fate} data-fate={fate}>
            {fate === 'marked' && <StateMark status="FAILED" />}
            {words}
          </span>
        </Row>
      ))}
    </Table>
  );
}

function Table({
  last,
  label = 'Runs in this sweep',
  children,
}: {
  last: string;
  label?: string;
  children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={styles.frame} tabIndex={0} aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Last sign of life</th>
            <th scope="col" className={styles.limit}>
              Limit
            </th>
            <th scope="col">{last}</th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Row({
  entry,
  tick,
  children,
}: {
  entry: SweepEntry;
  tick?: React.ReactNode;
  children: React.ReactNode;
}) {
  const { evidence } = entry;
  const href = `/runs/${encodeURIComponent(entry.runId)}`;
  return (
    <tr>
      <th scope="row" className={styles.run} data-ticks={tick !== undefined || undefined}>
        {tick}
        <span className={styles.who}>
          <a href={href} target="_blank" rel="noreferrer" title={entry.scraper ?? undefined}>
            <span className="fl-cut">{shownText(entry.scraper ?? 'unknown')}</span>
          </a>
          <code title={entry.runId}>{entry.runId.slice(-ID_SHOWN)}</code>
        </span>
        <span className={`fl-cut ${styles.phase}`} title={entry.phase ?? undefined}>
          {entry.phase === null ? 'no phase' : shownText(entry.phase)}
        </span>
      </th>
      <td className={styles.when}>
        {evidence === null ? (
          '–'
        ) : (
          <>
            <Ago at={evidence.silentSince} as="words" />
            <span className={styles.phase}>
              <At at={evidence.silentSince} />
              <span className={styles.sign}>, {SIGNS[evidence.silentFrom]}</span>
            </span>
          </>
        )}
      </td>
      <td className={styles.limit}>
        {evidence === null ? '–' : inWords(evidence.staleAfterSeconds)}
      </td>
      <td>{children}</td>
    </tr>
  );
}

/** Characters of an id that tell the runs of one scraper apart, as on the board: its end. */
const ID_SHOWN = 6;

/** What the last sign of life was. */
const SIGNS = { phase: 'a phase began', heartbeat: 'a report', start: 'its start' } as const;
