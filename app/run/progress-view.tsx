'use client';

import type { RunDetail } from '../../server/domain/run.ts';
import { useNow } from '../live/clock.tsx';
import { useRate } from '../live/socket.tsx';
import { shownText } from '../parts/free-text.ts';
import { ProgressBar, progressText, shareOf } from '../parts/progress-bar.tsx';
import { durationWords, rateWords } from '../parts/words.ts';
import css from './progress.module.css';
import { paceOf } from './rate.ts';

/** How far a run is within its phase, how fast, and what it last said of it. */
export function ProgressView({ run, size }: { run: RunDetail; size: 'roomy' | 'snug' }) {
  const { progress, phase } = run;
  const live = run.status === 'RUNNING';
  const now = useNow();
  const measured = useRate(run.id);
  const pace = paceOf(run);
  if (progress === null && size === 'snug') return null;
  const share = shareOf(progress);
  const rate = (live ? measured : null) ?? pace?.perSecond ?? null;
  const message = shownText(progress?.message ?? '') || undefined;
  return (
    <section className={css.strip} aria-label="Progress" data-status={run.status} data-size={size}>
      <div className={css.figures}>
        <strong className="fl-cut" title={phase ?? undefined}>
          {phase === null ? 'No phase reported' : shownText(phase)}
        </strong>
        <span className="fl-num fl-cut" title={progressText(progress)}>
          {progressText(progress)}
        </span>
        {share !== null && <span className="fl-num">{Math.floor(share * 100)} %</span>}
        {rate !== null && <span className="fl-num">{rateWords(rate)}</span>}
        {live && pace?.secondsLeft != null && run.stuckAt === null && !isSilent(run, now) && (
          <span className="fl-num">
            about {durationWords(roughly(pace.secondsLeft) * 1000)} left
          </span>
        )}
        <span className={`${css.message} fl-cut`} title={message}>
          {message}
        </span>
      </div>
      <ProgressBar progress={progress} label={`Progress of ${run.scraper}`} />
    </section>
  );
}

/** Milliseconds of silence after which nobody can say how long it will take. */
const SILENT_AFTER = 30_000;

function isSilent(run: RunDetail, now: number): boolean {
  return now - Date.parse(run.lastSignAt) > SILENT_AFTER;
}

/** An estimate to the second would pretend: above a minute it goes in steps of ten. */
function roughly(seconds: number): number {
  return seconds > 60 ? Math.ceil(seconds / 10) * 10 : Math.ceil(seconds);
}
