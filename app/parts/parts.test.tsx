import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ProgressBar, progressText, shareOf } from './progress-bar.tsx';
import { StateMark } from './state-mark.tsx';

const progress = (done: number, total: number | null) => ({
  done,
  total,
  unit: 'pages',
  message: null,
});

test('an unknown total is a bar without an end, not 0 %', () => {
  const html = renderToStaticMarkup(<ProgressBar progress={progress(12, null)} label="Progress" />);
  expect(shareOf(progress(12, null))).toBeNull();
  expect(html).not.toContain('aria-valuenow');
  expect(html).toContain('aria-valuetext="12 pages, no total"');
});

test('a known total is a share that never passes the whole', () => {
  expect(shareOf(progress(30, 120))).toBe(0.25);
  expect(shareOf(progress(130, 120))).toBe(1);
  const html = renderToStaticMarkup(<ProgressBar progress={progress(30, 120)} label="Progress" />);
  expect(html).toContain('aria-valuenow="25"');
  expect(html).toContain('translateX(-75%)');
});

test('nothing of nothing is an empty bar, not a full one', () => {
  expect(shareOf(progress(0, 0))).toBeNull();
  const html = renderToStaticMarkup(<ProgressBar progress={progress(0, 0)} label="Progress" />);
  expect(html).not.toMatch(/aria-valuenow|translateX|endless/);
  expect(html).toContain('aria-valuetext="0 of 0 pages"');
});

test('counts are told with their unit', () => {
  expect(progressText(progress(812, 1200))).toBe('812 of 1,200 pages');
  expect(progressText(null)).toBe('no progress reported');
});

test('every state is heard as a word, whether or not the word is seen', () => {
  expect(renderToStaticMarkup(<StateMark status="FAILED" />)).toContain('>Failed</span>');
  expect(renderToStaticMarkup(<StateMark status="RUNNING" worry="suspect" />)).toContain(
    'Close to death',
  );
  expect(renderToStaticMarkup(<StateMark status="RUNNING" worry="stuck" />)).toContain('Stuck');
  expect(renderToStaticMarkup(<StateMark status="FAILED" worry="suspect" />)).toContain(
    '>Failed</span>',
  );
});
