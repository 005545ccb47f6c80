'use client';

import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { Button } from './button.tsx';
import styles from './late.module.css';

/**
 * A component whose code is fetched when it is first drawn, by `load` (the same function at every
 * drawing). Where the code cannot be had (the server is away, or was updated under an open tab) a
 * line says so and offers to try again.
 */
export function Late<Props extends object>({
  load,
  props,
}: {
  load: () => Promise<ComponentType<Props>>;
  props: Props;
}) {
  const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
  const [failed, setFailed] = useState(false);
  const attempt = useCallback(async () => {
    setFailed(false);
    try {
      const component = await load();
      setLoaded(() => component);
    } catch {
      setFailed(true);
    }
  }, [load]);
  useEffect(() => void attempt(), [attempt]);

  if (Loaded !== null) return <Loaded {...props} />;
  return failed ? <Missing onRetry={() => void attempt()} /> : null;
}

function Missing({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className={styles.missing}>
      <span>
        This part of the page could not be loaded. The server cannot be reached, or it was updated
        since this tab was opened.
      </span>
      <span className={styles.ways}>
        <Button small onClick={onRetry}>
          Try again
        </Button>
        <Button small onClick={() => window.location.reload()}>
          Load the page anew
        </Button>
      </span>
    </div>
  );
}
