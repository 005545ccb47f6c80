import { inWords } from '../../server/domain/duration.ts';
import type { PhasePatience } from '../../server/domain/patience.ts';
import { bucketEnd } from '../../server/domain/silences.ts';
import { count } from '../parts/words.ts';
import { phaseHead, silenceWords } from './limit-words.ts';
import css from './silence-table.module.css';

/** The chart as figures, for who would rather read than look. */
export function SilenceTable({ phases }: { phases: readonly PhasePatience[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroller} aria-label="Silences of good runs, as figures" tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Phase</th>
            <th scope="col">Silence</th>
            <th scope="col">How many</th>
          </tr>
        </thead>
        {phases.map((phase) => (
          <tbody key={phase.phase}>
            {phase.histogram.map(
              (many, bucket) =>
                many > 0 && (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
                  <tr key={bucket}>
                    <th scope="row">{phaseHead(phase.phase)}</th>
                    <td>{bucketWords(bucket)}</td>
                    <td>{count(many)}</td>
                  </tr>
                ),
            )}
            <tr data-longest="">
              <th scope="row">{phaseHead(phase.phase)}</th>
              <td>the longest: {silenceWords(phase.longest)}</td>
              <td />
            </tr>
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** The silences that a bucket counts: `under 1 s`, `32 s to 1 min 4 s`. */
function bucketWords(bucket: number): string {
  const end = inWords(bucketEnd(bucket) / 1000);
  return bucket === 0 ? `under ${end}` : `${inWords(bucketEnd(bucket - 1) / 1000)} to ${end}`;
}
