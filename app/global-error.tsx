'use client';

import './theme.css';
import './base.css';

/** What stands in for everything, when even the frame could not be drawn. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body style={{ maxWidth: 560, margin: '0 auto', padding: '48px 20px' }}>
        <title>Flatline could not be drawn</title>
        <main>
          <h1>Flatline could not be drawn</h1>
          <p>
            The runs and the watchdog are not touched by this. Try again, or load the page anew.
          </p>
          <button type="button" onClick={() => retry()}>
            Try again
          </button>{' '}
          <button type="button" onClick={() => window.location.reload()}>
            Load the page anew
          </button>
        </main>
      </body>
    </html>
  );
}
