import { shownText } from '../parts/free-text.ts';
import css from './phase-table.module.css';
import { lengthWords } from './phase-words.ts';
import { sayTime } from './say-time.ts';
import type { Bar } from './timeline-bars.ts';

/** The phases as a table, for who would rather read than look. */
export function PhaseTable({
  bars,
  live,
  now,
}: {
  bars: readonly Bar[];
  live: boolean;
  now: number;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroller} aria-label="Phases" tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col" className={css.number}>
              No.
            </th>
            <th scope="col">Phase</th>
            <th scope="col">Started</th>
            <th scope="col" className={css.number}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.index}>
              <td className={css.number}>{bar.index + 1}</td>
              <td className={css.phase}>{shownText(bar.phase)}</td>
              <td className={css.time}>{sayTime(new Date(bar.from).toISOString(), now)}</td>
              <td className={css.number}>
                {live && bar.open && 'open for '}
                {lengthWords(bar.to - bar.from, live && bar.open)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
