import type { Sweep } from '../../server/domain/sweep.ts';
import { At } from '../parts/time.tsx';
import { count } from '../parts/words.ts';
import records from './records.module.css';
import css from './sweep-history.module.css';
import { lengthWords, startedBy } from './sweep-words.ts';

/** Sweeps as a table: when, why, by whom, and what came of it. */
export function SweepRows({ sweeps }: { sweeps: readonly Sweep[] }) {
  return (
    <table className={`${records.table} ${css.sweeps}`}>
      <caption className="fl-heard">Sweeps, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Started by</th>
          <th scope="col">Took</th>
          <th scope="col">Found</th>
          <th scope="col">Marked</th>
          <th scope="col">Spared</th>
          <th scope="col">Error</th>
        </tr>
      </thead>
      <tbody>
        {sweeps.map((sweep) => (
          <tr key={sweep.id} data-failed={sweep.error !== null || undefined}>
            <td>
              <At at={sweep.startedAt} />
            </td>
            <td className="fl-cut" title={sweep.actor ?? undefined}>
              {startedBy(sweep.trigger)}
              {sweep.actor !== null && `, ${sweep.actor}`}
            </td>
            <td>{lengthWords(sweep.durationMs)}</td>
            <Figure of={sweep.examined} name="found" />
            <Figure of={sweep.marked} name="marked" />
            <Figure of={sweep.spared} name="spared" />
            <td className={css.error}>{sweep.error !== null && `✕ ${sweep.error}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A number that stands out when it is not nought. */
function Figure({ of, name }: { of: number; name: string }) {
  return (
    <td data-name={name} data-nought={of === 0 || undefined}>
      {count(of)}
    </td>
  );
}
