import { setTimeout as pause } from 'node:timers/promises';
import { type CallAnswer, createCaller } from '../../bench/caller.ts';

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
  /**
   * Starts runs; each speaks every `every` milliseconds from then on. `at`: the only server that they
   * speak to, by its place; unless told they turn to any, and to another one when they are refused.
   */
  join(
    count: number,
    origin: Member['origin'],
    staleAfterSeconds: number,
    at?: number,
  ): Promise<Member[]>;
  get<T>(path: string): Promise<T>;
  /** Every reporter falls silent; resolves when nothing is in flight. */
  leave(): Promise<void>;
}

const CONNECTIONS = 40;
/** How long a reporter waits after its first refusal or lost connection, in milliseconds. */
const RETRY_AFTER = 200;
/** Nothing takes longer, in milliseconds: a connection that hangs is a connection that is lost. */
const CALL_TIMEOUT = 15_000;

/** What a crowd is made of. */
export interface CrowdParts {
  /** Where the servers are, which may go and come back there. */
  urls: readonly string[];
  /** Milliseconds between two lines of one reporter. */
  every: number;
  /** Each wait after a refusal is twice the one before, up to this; unless told all are alike. */
  longestWaitMs?: number;
  /** Connections at once; what is beyond waits its turn. */
  connections?: number;
  /** Told of each answer to a report, and of each that never came; how long that took, in milliseconds. */
  heard?: (answer: CallAnswer | null, took: number) => void;
}

/** Reporters to servers that share a database. */
export function createCrowd(parts: CrowdParts): Crowd {
  const { urls, every, longestWaitMs = RETRY_AFTER, heard = () => {} } = parts;
  const connections = Math.ceil((parts.connections ?? CONNECTIONS) / urls.length);
  const callers = urls.map((url) => createCaller({ url, connections, timeoutMs: CALL_TIMEOUT }));
  let turn = 0;
  const members: Member[] = [];
  const talking = new Set<Promise<void>>();
  let over = false;

  return {
    members,
    async join(count, origin, staleAfterSeconds, at) {
      const joined: Member[] = [];
      for (let n = 0; n < count; n += 1) {
        const scraper = `${origin.toLowerCase()}-${members.length}`;
        const body = { scraper, origin, staleAfterSeconds, phase: 'detail' };
        const { text } = await insist('POST', '/api/runs', body, { at });
        const { run } = JSON.parse(text) as { run: { id: string } };
        const member: Member = {
          ...{ id: run.id, scraper, origin },
          ...{ acknowledged: [], alive: true, closed: null },
        };
        members.push(member);
        joined.push(member);
        const talk = speak(member, n * (every / count), at);
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
      for (const caller of callers) caller.close();
    },
  };

  async function speak(member: Member, delay: number, at?: number): Promise<void> {
    await pause(delay);
    for (let seq = 0; !over && member.alive && member.closed === null; seq += 1) {
      const message = `${member.scraper} line ${seq}`;
      const event = { type: 'log', level: 'info', message, seq };
      const path = `/api/runs/${member.id}/events`;
      const { status, text } = await insist('POST', path, event, {
        alive: () => member.alive,
        at,
        heard,
      });
      if (status === 200) member.acknowledged.push(message);
      else if (status === 409) member.closed = text;
      await pause(every);
    }
  }

  /** Until a server has said something that counts; whoever is dead, or leaves, gives up. */
  async function insist(
    method: string,
    path: string,
    body?: unknown,
    { alive = () => true, at, heard = () => {} }: Insistence = {},
  ): Promise<Pick<CallAnswer, 'status' | 'text'>> {
    for (let wait = RETRY_AFTER; ; wait = Math.min(wait * 2, longestWaitMs)) {
      turn += 1;
      const caller = callers[at ?? turn % callers.length];
      const sentAt = performance.now();
      const answer = (await caller?.call(method, path, body).catch(() => null)) ?? null;
      heard(answer, performance.now() - sentAt);
      if (answer !== null && answer.status < 500) return answer;
      if (!alive() || (over && method === 'POST')) return { status: 0, text: '' };
      await pause(wait);
    }
  }
}

interface Insistence {
  alive?: () => boolean;
  at?: number | undefined;
  heard?: NonNullable<CrowdParts['heard']>;
}
