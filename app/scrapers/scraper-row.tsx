import { useQuery } from '@tanstack/react-query';
import type { Scraper } from '../../server/domain/patience.ts';
import { scraperQuery } from '../live/scraper-queries.ts';
import { RowLink } from '../parts/list-table.tsx';
import { adviceOf } from './advice.ts';
import { scraperHref } from './href.ts';
import { limitWords } from './limit-words.ts';
import css from './scraper-table.module.css';

/** Milliseconds for which what was learned of a scraper is not asked for again. */
const LEARNED_FOR = 60_000;

/** One scraper of the list. The whole row leads to its page. */
export function ScraperRow({
  scraper,
  settled,
}: {
  scraper: Scraper;
  /** Whether the list stands still: rows that fly by ask for nothing. */
  settled: boolean;
}) {
  const { name, staleAfterSeconds, stuckAfterSeconds } = scraper;
  return (
    <>
      <td className={css.name}>
        <RowLink href={scraperHref(name)} prefetch={false} title={name}>
          {name}
        </RowLink>
      </td>
      <td className={css.stale}>
        {limitWords(scraper.effectiveStaleAfterSeconds)} <From own={staleAfterSeconds} />
      </td>
      <td className={css.advice}>
        <Suggestion scraper={scraper} settled={settled} />
      </td>
      <td className={css.stuck}>
        <span className={css.word}>stuck after </span>
        {limitWords(scraper.effectiveStuckAfterSeconds)} <From own={stuckAfterSeconds} />
      </td>
      <td className={css.policy}>{scraper.whenStuck === 'fail' ? 'marked as stale' : 'shown'}</td>
    </>
  );
}

/** Where a limit comes from. */
function From({ own }: { own: number | null }) {
  return <span className={css.from}>{own === null ? 'the setting' : 'its own'}</span>;
}

function Suggestion({ scraper, settled }: { scraper: Scraper; settled: boolean }) {
  const { data } = useQuery({
    ...scraperQuery(scraper.name),
    staleTime: LEARNED_FOR,
    refetchOnWindowFocus: false,
    enabled: settled,
  });
  if (data === undefined) return null;
  const advice = adviceOf(data.patience, scraper.effectiveStaleAfterSeconds);
  if (advice.kind === 'shorter') return `could be ${limitWords(advice.seconds)}`;
  if (advice.kind === 'longer') {
    return <span className={css.near}>◐ wants {limitWords(advice.seconds)}</span>;
  }
  return <span className="fl-dim">{advice.kind === 'fits' ? 'fits' : 'too few runs'}</span>;
}
