import { join } from 'node:path';
import type { Figures } from '../../bench/bench.ts';
import { CAUSES, type Cause } from '../../server/domain/cause.ts';
import { openTestApp, type TestApp } from '../../server/testing/app.ts';
import { createFakeClock, type FakeClock } from '../../server/testing/fake-clock.ts';
import type { Proof, ProofTools } from './proof.ts';

const MINUTE = 60_000;
/** The causes that something outside the orchestrator can bring about. */
const INJECTED = CAUSES.slice(0, 6);

/** Brings about `times` deaths of one cause; yields the runs that died. */
type Injection = (world: World, times: number) => Promise<string[]>;

interface World {
  app: TestApp<FakeClock>;
  /** The server ends and comes back on the same database. */
  restart(): Promise<void>;
}

/**
 * Each cause is brought about, again and again, and what the evidence names is counted: the
 * confusion table. The whole server on a real database, with a clock that is moved.
 */
export function createCauses(): Proof {
  return {
    measure: 'deaths of each cause',
    size: 20,
    exactly: { wrong: 0 },
    atMost: {},
    async run(tools) {
      const table = new Map<Cause, Map<string, number>>();
      for (const cause of INJECTED) table.set(cause, await inject(cause, tools));
      for (const line of markdown(table)) tools.say(line);
      return count(table);
    },
  };
}

const INJECTIONS: Partial<Record<Cause, Injection>> = {
  async went_silent({ app }, times) {
    return oneByOne(times, async () => {
      const { id } = await app.start({ phase: 'detail' });
      await app.clock.advance(MINUTE);
      await app.call('POST', `/api/runs/${id}/events`, { type: 'heartbeat' });
      await app.clock.advance(10 * MINUTE);
      return id;
    });
  },
  async never_spoke({ app }, times) {
    return oneByOne(times, async () => {
      const { id } = await app.start({ phase: 'detail' });
      await app.clock.advance(10 * MINUTE);
      return id;
    });
  },
  async stuck({ app }, times) {
    // A scraper is made on first sight: then it can be told what to do with those that stand still.
    const first = await app.start();
    await app.call('POST', `/api/runs/${first.id}/events`, {
      type: 'finish',
      outcome: 'completed',
    });
    await app.call('PATCH', '/api/scrapers/books', { stuckAfterSeconds: 120, whenStuck: 'fail' });
    return oneByOne(times, async () => {
      const { id } = await app.start({ phase: 'detail' });
      for (let beat = 0; beat < 4; beat += 1) {
        await app.clock.advance(MINUTE);
        await app.call('POST', `/api/runs/${id}/events`, { type: 'heartbeat' });
      }
      await app.clock.advance(MINUTE);
      return id;
    });
  },
  async server_restarted(world, times) {
    return oneByOne(times, async () => {
      const { id } = await world.app.start({ origin: 'LOCAL' });
      await world.app.call('POST', `/api/runs/${id}/events`, { type: 'heartbeat' });
      await world.restart();
      return id;
    });
  },
  async fell_silent_together({ app }, times) {
    const ids = await oneByOne(Math.max(5, times), async () => (await app.start()).id);
    for (const id of ids) await app.call('POST', `/api/runs/${id}/events`, { type: 'heartbeat' });
    await app.clock.advance(15 * MINUTE);
    return ids;
  },
  async undetermined({ app }, times) {
    return oneByOne(times, async () => {
      const { id } = await app.start();
      await app.call('POST', `/api/runs/${id}/events`, { type: 'heartbeat' });
      // The host sleeps for an hour: the silence is long, but nobody could hear it.
      app.clock.jump(app.clock.now() + 60 * MINUTE);
      await app.clock.advance(1000);
      await app.call('POST', '/api/sweeps', { runIds: [id] });
      return id;
    });
  },
};

async function inject(cause: Cause, { scratch, size }: ProofTools): Promise<Map<string, number>> {
  const clock = createFakeClock();
  const open = () => openTestApp({ DATABASE_URL: `file:${join(scratch, `${cause}.db`)}` }, clock);
  const world: World = {
    app: await open(),
    async restart() {
      await world.app[Symbol.asyncDispose]();
      world.app = await open();
    },
  };
  const named = new Map<string, number>();
  try {
    const ids = (await INJECTIONS[cause]?.(world, size)) ?? [];
    for (const id of ids) {
      const { body } = await world.app.call('GET', `/api/runs/${id}`);
      const name = body.run.error?.detail?.cause ?? body.run.status;
      named.set(name, (named.get(name) ?? 0) + 1);
    }
  } finally {
    await world.app[Symbol.asyncDispose]();
  }
  return named;
}

async function oneByOne(times: number, make: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < times; n += 1) ids.push(await make());
  return ids;
}

function count(table: ReadonlyMap<Cause, ReadonlyMap<string, number>>): Figures {
  const figures: Figures = { right: 0, wrong: 0 };
  for (const [cause, named] of table) {
    for (const [name, times] of named) {
      const kind = name === cause ? 'right' : 'wrong';
      figures[kind] = (figures[kind] ?? 0) + times;
    }
    if (named.size === 0) figures.wrong = (figures.wrong ?? 0) + 1;
  }
  return figures;
}

/** Rows are what was done, columns what the evidence named. */
function markdown(table: ReadonlyMap<Cause, ReadonlyMap<string, number>>): string[] {
  const columns = [
    ...new Set([...INJECTED, ...[...table.values()].flatMap((row) => [...row.keys()])]),
  ];
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['injected \\ named', ...columns]),
    row(['---', ...columns.map(() => '---')]),
    ...INJECTED.map((cause) =>
      row([cause, ...columns.map((column) => table.get(cause)?.get(column) ?? 0)]),
    ),
  ];
}
