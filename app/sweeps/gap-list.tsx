'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { gapsQuery } from '../live/queries.ts';
import { ProblemNotice } from '../parts/problem.tsx';
import { At } from '../parts/time.tsx';
import css from './gap-list.module.css';
import { gapLength, gapReason, givenBack } from './gap-words.ts';
import { Older } from './older.tsx';
import records from './records.module.css';

/** The times in which no run could be heard, newest first, a page at a time. */
export function GapList() {
  const list = useInfiniteQuery(gapsQuery());
  const gaps = list.data?.pages.flatMap((page) => page.gaps) ?? [];
  return (
    <section className={records.list} aria-labelledby="gaps-title">
      <h2 id="gaps-title">Gaps in the hearing</h2>
      <p className={css.what}>
        A silence counts only while the run could have been heard. What could not be is given back.
      </p>
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {list.isSuccess && gaps.length === 0 && (
        <p className={css.none}>There has been none: every run could be heard all the time.</p>
      )}
      {gaps.length > 0 && (
        <table className={`${records.table} ${css.gaps}`}>
          <caption className="fl-heard">Gaps in the hearing, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Ended</th>
              <th scope="col">Lasted</th>
              <th scope="col">Why</th>
              <th scope="col">Time given back</th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <tr key={gap.id}>
                <td>
                  <At at={gap.endedAt} />
                </td>
                <td>{gapLength(gap)}</td>
                <td>{gapReason(gap)}</td>
                <td data-nought={gap.runs === 0 || undefined}>{givenBack(gap)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Older list={list} what="gaps" />
    </section>
  );
}
