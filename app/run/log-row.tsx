import { shownText } from '../parts/free-text.ts';
import { counted } from '../parts/words.ts';
import { Clamped } from './clamped.tsx';
import css from './log.module.css';
import { type LogRow, levelOf } from './log-lines.ts';
import { sayPreciseTime } from './say-time.ts';

/** One row of the log. A message is text, whatever it holds. */
export function LogRowView({ row }: { row: LogRow }) {
  if (row.kind === 'gap') {
    const which = row.after === 0 ? 'earlier ' : '';
    return (
      <p className={css.gap}>
        {counted(row.missing, `${which}line`)} not kept: the server keeps the newest 1,000.
      </p>
    );
  }
  const { line } = row;
  return (
    <div className={css.line} data-level={levelOf(line.level)}>
      <time dateTime={line.at} title={new Date(line.at).toString()}>
        {sayPreciseTime(line.at)}
      </time>
      <span className={css.level} title={line.level}>
        {shownText(line.level)}
      </span>
      <Clamped text={line.message} lines={8} />
    </div>
  );
}
