'use client';

import { useSyncExternalStore } from 'react';
import styles from './command.module.css';
import { CopyButton } from './copy-button.tsx';

/** A command to copy, written for the address at which this page stands; `label` says what copying it is good for. */
export function Command({ text, label }: { text: (origin: string) => string; label: string }) {
  const origin = useSyncExternalStore(
    () => () => {},
    () => window.location.origin,
    () => '',
  );
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>{text(origin)}</pre>
      <CopyButton text={text(origin)} label={label} />
    </div>
  );
}

/** Starts a run. */
export function StartCommand() {
  return <Command text={startCommand} label="Copy the command that starts a run" />;
}

function startCommand(origin: string): string {
  return `curl -X POST ${origin}/api/runs \\
  -H 'content-type: application/json' \\
  -d '{"scraper": "books", "phase": "index"}'`;
}
