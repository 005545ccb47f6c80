import type { LearnedPatience } from '../../server/domain/patience.ts';
import { count } from '../parts/words.ts';
import type { Advised } from './advice.ts';
import css from './backtest-table.module.css';
import { limitWords } from './limit-words.ts';

/** What each of some limits would have cost the good runs. */
export function BacktestTable({
  patience,
  current,
  advised,
}: {
  patience: LearnedPatience;
  /** The limit in force, in seconds. */
  current: number;
  advised: Advised | null;
}) {
  return (
    <table className={css.table}>
      <caption>Had the limit been …, how many good runs would have been killed?</caption>
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col">Killed</th>
        </tr>
      </thead>
      <tbody>
        {patience.backtests.map(({ staleAfterSeconds, killed, of }) => (
          <tr key={staleAfterSeconds} data-in-force={staleAfterSeconds === current || undefined}>
            <th scope="row">
              {limitWords(staleAfterSeconds)}{' '}
              {staleAfterSeconds === current && <span className={css.mark}>in force </span>}
              {staleAfterSeconds === advised?.seconds && (
                <span className={css.mark}>{advised.word}</span>
              )}
            </th>
            <td data-kills={killed > 0 || undefined}>
              {killed === 0 ? 'none' : `${count(killed)} of ${count(of)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
