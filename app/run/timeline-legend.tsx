import { inWords } from '../../server/domain/duration.ts';
import type { RunStatus } from '../../server/domain/run.ts';
import { beyondWords, silenceWords } from './legend-words.ts';
import type { ToldEvidence } from './stale-evidence.ts';
import type { Timeline } from './timeline.ts';
import css from './timeline-legend.module.css';

/** What the marks of the drawing mean, with their figures; only those that are there. */
export function Legend({
  timeline,
  status,
  evidence,
}: {
  timeline: Timeline;
  status: RunStatus;
  /** Of a death of silence. */
  evidence: ToldEvidence | null;
}) {
  const { silence, until, errorsAt } = timeline;
  const limit = silence?.limitAt ?? null;
  return (
    <ul className={css.legend}>
      <li data-mark="end" data-status={status}>
        {END[status]}
      </li>
      {silence !== null && silence.kind !== 'brief' && (
        <li data-mark="silence" data-kind={silence.kind}>
          {silenceWords(Math.floor((silence.foundAt - silence.from) / 1000), evidence)}
        </li>
      )}
      {silence !== null && limit !== null && (
        <li data-mark="limit" data-kind={silence.kind}>
          limit {inWords(Math.round((limit - silence.from) / 1000))}
          {limit > timeline.span.to && `, in ${inWords(Math.ceil((limit - until) / 1000))}`}
        </li>
      )}
      {silence !== null && silence.kind === 'dead' && silence.foundAt - silence.to >= 1000 && (
        <li data-mark="beyond">
          {beyondWords(Math.floor((silence.foundAt - silence.to) / 1000), evidence)}
        </li>
      )}
      {errorsAt.length > 0 && (
        <li data-mark="error">
          {errorsAt.length} {errorsAt.length === 1 ? 'error' : 'errors'}
        </li>
      )}
    </ul>
  );
}

const END: Record<RunStatus, string> = {
  RUNNING: 'now',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};
