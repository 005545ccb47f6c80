import { type Connection, openConnection } from './connection.ts';
import { bodyFrom } from './events.ts';

/** A run that events are sent to, and how many of them were acknowledged. */
export interface Subject {
  id: string;
  acknowledged: number;
}

/** What a stretch of load came to. */
export interface Stretch {
  events: number;
  seconds: number;
  /** Milliseconds of each request. */
  latencies: number[];
}

/** Sends events over connections of its own, as fast as they are answered. */
export interface Load {
  /** For that long; throws at the first answer that is no 200. */
  send(seconds: number): Promise<Stretch>;
  close(): void;
}

/**
 * A load of `connections`, each of which has its own share of the runs, takes them in turn and keeps
 * one request in flight: so a run has one in flight, as a reporter keeps to it.
 */
export async function openLoad(
  url: string,
  { subjects, connections, batch }: { subjects: Subject[]; connections: number; batch: number },
): Promise<Load> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(url)));
  const lanes = open.map((connection, lane) => ({
    connection,
    subjects: subjects.filter((_, index) => index % connections === lane),
    turn: 0,
  }));
  type Lane = (typeof lanes)[number];

  return {
    async send(seconds) {
      const startedAt = performance.now();
      const until = startedAt + seconds * 1000;
      const latencies: number[] = [];
      await Promise.all(lanes.map((lane) => sendOver(lane, until, latencies)));
      return {
        events: latencies.length * batch,
        seconds: (performance.now() - startedAt) / 1000,
        latencies,
      };
    },
    close: () => {
      for (const connection of open) connection.close();
    },
  };

  async function sendOver(lane: Lane, until: number, latencies: number[]): Promise<void> {
    while (performance.now() < until) {
      const subject = lane.subjects[lane.turn % lane.subjects.length];
      if (subject === undefined) return;
      lane.turn += 1;
      latencies.push(await sendTo(lane.connection, subject));
    }
  }

  async function sendTo(connection: Connection, subject: Subject): Promise<number> {
    const path = `/api/runs/${subject.id}/events`;
    const { status, body, ms } = await connection.post(path, bodyFrom(subject.acknowledged, batch));
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    subject.acknowledged += batch;
    return ms;
  }
}
