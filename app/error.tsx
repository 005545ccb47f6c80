'use client';

import styles from './error.module.css';
import { Button } from './parts/button.tsx';

/** What stands in for a page that could not be drawn. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const updated = error instanceof Error && error.name === 'ChunkLoadError';
  return (
    <div className={styles.broken} role="alert">
      <h1>{updated ? 'Flatline was updated' : 'This page could not be drawn'}</h1>
      <p>
        {updated
          ? 'A part of the page that this tab still needs is no longer there. Load the page again.'
          : 'The runs and the watchdog are not touched by this. Try again, or load the page anew.'}
      </p>
      {!updated && error instanceof Error && <pre>{error.message}</pre>}
      <p className={styles.actions}>
        {!updated && (
          <Button tone="accent" onClick={() => retry()}>
            Try again
          </Button>
        )}
        <Button onClick={() => window.location.reload()}>Load the page anew</Button>
      </p>
    </div>
  );
}
