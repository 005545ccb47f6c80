'use client';

import { ApiProblem } from '../live/api.ts';
import { Button } from './button.tsx';
import styles from './problem.module.css';

/** What went wrong with a call: its title, its detail, the fields at fault, and a way to retry. */
export function ProblemNotice({
  problem,
  onRetry,
  retrying = false,
}: {
  problem: Error;
  onRetry?: () => void;
  retrying?: boolean;
}) {
  const told = problem instanceof ApiProblem ? problem : null;
  const wait = told?.retryAfterSeconds;
  return (
    <div className={styles.notice} role="alert">
      <div className={styles.words}>
        <strong>{told?.title ?? 'This did not work'}</strong>
        <p>
          {told?.detail ?? problem.message}
          {wait ? ` Try again in ${wait} s.` : ''}
        </p>
        {told !== null && told.errors.length > 0 && (
          <ul>
            {told.errors.map((error) => (
              <li key={`${error.field} ${error.message}`}>
                <code>{error.field}</code> {error.message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {onRetry !== undefined && (
        <Button onClick={onRetry} disabled={retrying}>
          {retrying ? 'Retrying' : 'Retry'}
        </Button>
      )}
    </div>
  );
}
