import type { Json } from '../../server/domain/run.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { readableJson } from '../parts/free-text.ts';
import css from './meta.module.css';

/** What the reporter said of the run when it started it, folded; text, whatever it holds. */
export function MetaView({ meta }: { meta: Json | null }) {
  if (meta === null) return null;
  const text = readableJson(meta);
  return (
    <details className={css.meta}>
      <summary>Meta</summary>
      <div className={css.body}>
        <pre>{text}</pre>
        <CopyButton label="Copy meta" text={text} />
      </div>
    </details>
  );
}
