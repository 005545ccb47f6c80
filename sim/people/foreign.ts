import { uuidV7 } from '../../server/domain/ids.ts';
import type { Machine } from '../engine/machine.ts';
import type { Random } from '../engine/random.ts';
import type { Timeline } from '../engine/timeline.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { note } from '../oracle/run-truth.ts';
import { SETTINGS } from '../server/life.ts';
import type { Trouble } from '../store/database.ts';
import { closePhases, insertRun, type Tables } from '../store/tables.ts';
import type { Kind } from './kinds.ts';
import type { Scraper } from './scraper.ts';

/** The parts that {@link runForeign} stands on. */
export interface ForeignParts {
  timeline: Timeline;
  machine: Machine;
  tables: Tables;
  trouble: Trouble;
  oracle: Oracle;
  random: Random;
  kind: Kind;
  number: number;
  ended(scraper: Scraper): void;
}

/** How soon a write that the database refused is tried again, in milliseconds. */
const AGAIN = 2000;

/**
 * A run that another program on the same machine writes with the columns that it must: it names a
 * phase now and then, ends without a word, and dies with the server, whose row it is by default.
 */
export function runForeign(parts: ForeignParts): Scraper {
  const { timeline, machine, tables, trouble, oracle, random, kind, number } = parts;
  const bytes = Uint8Array.from({ length: 10 }, () => random.int(0, 255));
  const id = uuidV7(machine.wall(), bytes);
  const patience = SETTINGS.staleAfterSeconds * 1000;
  const endsAt = timeline.now() + random.wait(kind.takes);
  const line = { cutUntil: 0, server: 0, truth: null };
  const scraper: Scraper = { kind, line, die: end, isOver: () => over };
  let over = false;
  let phases = 0;
  insertRun(tables, {
    id,
    scraper: kind.name,
    origin: 'LOCAL',
    trigger: 'api',
    startedAt: machine.wall(),
    staleAfterSeconds: SETTINGS.staleAfterSeconds,
    staleAfterFrom: 'run',
    deadlineAt: 0,
    suspectAt: 0,
    stuckAfterSeconds: SETTINGS.stuckAfterSeconds,
    whenStuck: 'show',
  });
  const truth = oracle.foreign(id, {
    name: `#${number} ${kind.name}`,
    origin: 'LOCAL',
    patience,
    stuckAfter: SETTINGS.stuckAfterSeconds * 1000,
    diesOfStanding: false,
    isWatched: false,
    diedAt: null,
  });
  step();
  return scraper;

  function step(): void {
    timeline.quietly(timeline.now() + kind.step(random, patience), write);
  }

  function write(): void {
    if (over) return;
    const now = timeline.now();
    if (now >= endsAt) {
      end();
      return;
    }
    const later = now < machine.asleepUntil() ? machine.asleepUntil() : now + AGAIN;
    if (now < machine.asleepUntil() || now < trouble.awayUntil) {
      timeline.quietly(later, write);
      return;
    }
    const row = tables.rows.get(id);
    if (row === undefined || row.record.status !== 'RUNNING') {
      end();
      return;
    }
    phases += 1;
    const at = machine.wall();
    closePhases(row, at);
    const phase = `part ${phases}`;
    row.phases.push({ phase, startedAt: at, finishedAt: null });
    row.record = { ...row.record, lastPhaseAt: at };
    truth.signAt = now;
    truth.movedAt = now;
    note(truth, now, `writes ${phase}`);
    step();
  }

  function end(): void {
    if (over) return;
    over = true;
    truth.diedAt ??= timeline.now();
    note(truth, timeline.now(), 'dies');
    parts.ended(scraper);
  }
}
