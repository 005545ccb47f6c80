import { setTimeout as pause } from 'node:timers/promises';
import { createCaller } from '../../bench/caller.ts';

/** A run that a reporter of the crowd keeps alive. */
export interface Member {
  id: string;
  scraper: string;
  origin: 'LOCAL' | 'REMOTE';
  /** The messages of the log lines that the server has acknowledged. */
  acknowledged: string[];
  /** Whether its reporter still speaks. */
  alive: boolean;
  /** What the last refusal said, when its run was over: `run_closed` tells how it ended. */
  closed: string | null;
}

/** Reporters in one process, each with one request in flight, that try again until they are heard. */
export interface Crowd {
  members: Member[];
  /** Starts runs; each speaks every `every` milliseconds from then on. */
  join(count: number, origin: Member['origin'], staleAfterSeconds: number): Promise<Member[]>;
  get<T>(path: string): Promise<T>;
  /** Every reporter falls silent; resolves when nothing is in flight. */
  leave(): Promise<void>;
}

const CONNECTIONS = 40;
/** How long a reporter waits after a refusal or a lost connection, in milliseconds. */
const RETRY_AFTER = 200;
/** Nothing takes longer, in milliseconds: a connection that hangs is a connection that is lost. */
const CALL_TIMEOUT = 15_000;

/** Reporters to the server at `url`, which may go and come back there. */
export function createCrowd(parts: { url: string; every: number }): Crowd {
  const { url, every } = parts;
  const caller = createCaller({ url, connections: CONNECTIONS, timeoutMs: CALL_TIMEOUT });
  const members: Member[] = [];
  const talking = new Set<Promise<void>>();
  let over = false;

  return {
    members,
    async join(count, origin, staleAfterSeconds) {
      const joined: Member[] = [];
      for (let n = 0; n < count; n += 1) {
        const scraper = `${origin.toLowerCase()}-${members.length}`;
        const body = { scraper, origin, staleAfterSeconds, phase: 'detail' };
        const { text } = await insist('POST', '/api/runs', body);
        const { run } = JSON.parse(text) as { run: { id: string } };
        const member: Member = {
          ...{ id: run.id, scraper, origin },
          ...{ acknowledged: [], alive: true, closed: null },
        };
        members.push(member);
        joined.push(member);
        const talk = speak(member, n * (every / count));
        talking.add(talk);
        void talk.then(() => talking.delete(talk));
      }
      return joined;
    },
    async get<T>(path: string) {
      return JSON.parse((await insist('GET', path)).text) as T;
    },
    async leave() {
      over = true;
      await Promise.all(talking);
      caller.close();
    },
  };

  async function speak(member: Member, delay: number): Promise<void> {
    await pause(delay);
    for (let seq = 0; !over && member.alive && member.closed === null; seq += 1) {
      const message = `${member.scraper} line ${seq}`;
      const event = { type: 'log', level: 'info', message, seq };
      const path = `/api/runs/${member.id}/events`;
      const { status, text } = await insist('POST', path, event, () => member.alive);
      if (status === 200) member.acknowledged.push(message);
      else if (status === 409) member.closed = text;
      await pause(every);
    }
  }

  /** Until the server has said something that counts; whoever is dead, or leaves, gives up. */
  async function insist(method: string, path: string, body?: unknown, alive = () => true) {
    for (;;) {
      const answer = await caller.call(method, path, body).catch(() => null);
      if (answer !== null && answer.status < 500) return answer;
      if (!alive() || (over && method === 'POST')) return { status: 0, text: '' };
      await pause(RETRY_AFTER);
    }
  }
}
