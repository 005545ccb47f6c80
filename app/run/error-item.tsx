import type { RunError } from '../../server/domain/run.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { readableJson, shownText } from '../parts/free-text.ts';
import { fullTime } from '../parts/words.ts';
import { Clamped } from './clamped.tsx';
import css from './errors.module.css';
import { evidenceSentences } from './evidence-words.ts';
import { sayTime } from './say-time.ts';
import { staleEvidenceOf } from './stale-evidence.ts';

/** One error: what, where and when, its evidence in words, and its raw detail folded. */
export function ErrorItem({
  error,
  fatal,
  now,
}: {
  error: RunError;
  /** Whether it ended the run. */
  fatal: boolean;
  now: number;
}) {
  const evidence = staleEvidenceOf(error);
  const words =
    evidence === null ? error.message : evidenceSentences(evidence, (iso) => sayTime(iso, now));
  return (
    <li className={css.item} data-fatal={fatal || undefined}>
      <div className={css.about}>
        <span className={css.type} title={error.errorType}>
          {shownText(error.errorType)}
        </span>
        {error.phase !== null && evidence === null && (
          <span className="fl-cut" title={error.phase}>
            in {shownText(error.phase)}
          </span>
        )}
        {fatal && <span className={css.fatal}>ended the run</span>}
        <time
          className="fl-num"
          dateTime={error.occurredAt}
          title={fullTime(Date.parse(error.occurredAt))}
        >
          {sayTime(error.occurredAt, now)}
        </time>
      </div>
      <div className={css.words}>
        <Clamped text={words} lines={6} />
      </div>
      {error.url !== null && <Address url={error.url} />}
      {error.detail !== null && <Raw detail={readableJson(error.detail)} />}
    </li>
  );
}

/** A reporter's URL is followed only where it leads to a page: `javascript:` is a scheme too. */
function Address({ url }: { url: string }) {
  return (
    <div className={css.address}>
      {isPage(url) ? (
        <a className="fl-cut" href={url} title={url} target="_blank" rel="noreferrer noopener">
          {url}
        </a>
      ) : (
        <span className="fl-cut" title={url}>
          {url}
        </span>
      )}
      <CopyButton label="Copy address" text={url} />
    </div>
  );
}

function Raw({ detail }: { detail: string }) {
  return (
    <details className={css.raw}>
      <summary>Raw detail</summary>
      <pre>{detail}</pre>
    </details>
  );
}

function isPage(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
