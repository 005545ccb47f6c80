import { useEffect, useRef, useState } from 'react';
import { shownText } from '../parts/free-text.ts';
import { count } from '../parts/words.ts';
import css from './clamped.module.css';

/** Characters that surely fit in a line on the narrowest screen. */
const NARROW_LINE = 30;

/** A text of any length, cut after some lines until the reader asks for the rest. */
export function Clamped({ text: raw, lines }: { text: string; lines: number }) {
  const text = shownText(raw);
  const mayBeLong = text.length > lines * NARROW_LINE || text.split('\n').length > lines;
  return mayBeLong ? <Cut text={text} lines={lines} /> : <span className={css.text}>{text}</span>;
}

function Cut({ text, lines }: { text: string; lines: number }) {
  const [open, setOpen] = useState(false);
  const [isCut, setIsCut] = useState(false);
  const ref = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is cut elsewhere.
  useEffect(() => {
    const node = ref.current;
    if (node === null || open) return;
    const observer = new ResizeObserver(() => setIsCut(node.scrollHeight > node.clientHeight + 1));
    observer.observe(node);
    return () => observer.disconnect();
  }, [text, open]);
  return (
    <span className={css.whole}>
      <span
        ref={ref}
        className={css.text}
        data-cut={!open || undefined}
        style={{ WebkitLineClamp: lines }}
      >
        {text}
      </span>
      {(isCut || open) && (
        <button type="button" className={css.more} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${count(text.length)} characters`}
        </button>
      )}
    </span>
  );
}
