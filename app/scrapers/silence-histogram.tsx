import { counted } from '../parts/words.ts';
import type { ChartBar } from './chart-scale.ts';
import { limitWords } from './limit-words.ts';
import css from './silence-chart.module.css';

/** Pixels of a histogram. */
const HEIGHT = 32;
/** Pixels that even a single silence is high. */
const LEAST = 3;

/** One phase's silences as bars; its figures stand beside it in words. Places are from 0 to 1. */
export function SilenceHistogram({
  bars,
  ticks,
  longest,
  limit,
  limitAt,
  advisedAt,
}: {
  bars: readonly ChartBar[];
  ticks: readonly number[];
  longest: number;
  /** The limit in force, in seconds, and where it stands. */
  limit: number;
  limitAt: number;
  advisedAt: number | null;
}) {
  return (
    <svg className={css.histogram} width="100%" height={HEIGHT} aria-hidden="true">
      {ticks.map((at) => (
        <line key={at} className={css.grid} {...upright(at)} />
      ))}
      {bars.map((bar) => {
        const height = Math.max(LEAST, bar.height * (HEIGHT - 4));
        return (
          <rect
            key={bar.from}
            className={css.bar}
            data-beyond={bar.from >= limit * 1000 || undefined}
            x={percent(bar.left)}
            width={percent(bar.width)}
            y={HEIGHT - height}
            height={height}
          >
            <title>{barWords(bar)}</title>
          </rect>
        );
      })}
      {advisedAt !== null && <line className={css.advised} {...upright(advisedAt)} />}
      <line className={css.inForce} {...upright(limitAt)} />
      <circle className={css.longest} cx={percent(longest)} cy={HEIGHT / 2} r={4} />
    </svg>
  );
}

/** `32 s to 64 s: 3 silences`. */
function barWords({ from, to, count }: ChartBar): string {
  const end = limitWords(to / 1000);
  const span = from === 0 ? `under ${end}` : `${limitWords(from / 1000)} to ${end}`;
  return `${span}: ${counted(count, 'silence')}`;
}

function upright(at: number) {
  return { x1: percent(at), x2: percent(at), y1: 0, y2: HEIGHT };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
