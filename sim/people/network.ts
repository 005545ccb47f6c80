import type { Machine } from '../engine/machine.ts';
import type { Random } from '../engine/random.ts';
import { RANKS, type Timeline } from '../engine/timeline.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { RunTruth } from '../oracle/run-truth.ts';
import type { Answer, Request, Server } from '../server/server.ts';

/** How bad the network is until when. */
export interface Weather {
  until: number;
  /** Shares of messages that are lost, doubled and delayed. */
  loss: number;
  doubles: number;
  delays: number;
}

/** The end of one reporter's line. */
export interface Line {
  /** Nothing gets through before. */
  cutUntil: number;
  /** Which server it talks to, until that fails. */
  server: number;
  /** The run that it talks of, once it has one. */
  truth: RunTruth | null;
}

/** What lies between reporters and servers. */
export interface Network {
  weather: Weather;
  /** Sends one request; `done` is called once, by a time-out at the latest. */
  send(line: Line, request: Request, done: (answer: Answer) => void): void;
}

/** The parts that {@link createNetwork} stands on. */
export interface NetworkParts {
  timeline: Timeline;
  machine: Machine;
  servers: readonly Server[];
  oracle: Oracle;
  random: Random;
  /** A message of this run was lost, doubled or delayed. */
  harmed(truth: RunTruth | null): void;
}

/** As the reporters' `CALL_TIMEOUT`, in milliseconds. */
const TIMEOUT = 30_000;
/** When a packet that nobody acknowledges is sent again, in milliseconds after the first. */
const SENT_AGAIN = [1000, 3000, 7000, 15_000];
/** How many of a thousand messages are lost, doubled and delayed in fair weather. */
const FAIR = { until: 0, loss: 0.0005, doubles: 0.001, delays: 0.002 };

export function createNetwork(parts: NetworkParts): Network {
  const { timeline, machine, servers, oracle, random } = parts;

  const network: Network = { weather: FAIR, send };
  return network;

  function send(line: Line, request: Request, done: (answer: Answer) => void): void {
    const sent = timeline.now();
    const server = servers[line.server % servers.length] as Server;
    const { loss, doubles, delays } = sent < network.weather.until ? network.weather : FAIR;
    let isWaiting = true;
    noteTry(line.truth, sent);
    const callOff = timeline.quietly(sent + TIMEOUT, () => fail('network', null));

    if (sent < line.cutUntil) {
      lose();
      return;
    }
    if (random.chance(loss)) {
      parts.harmed(line.truth);
      random.chance(0.5) ? lose() : reset();
      return;
    }
    let latency = random.int(1, 40);
    if (random.chance(delays)) {
      parts.harmed(line.truth);
      latency += random.int(500, 8000);
      if (line.truth !== null) line.truth.isOwed = false;
    }
    arriveAt(sent + latency, answered);
    if (random.chance(doubles)) {
      parts.harmed(line.truth);
      arriveAt(sent + latency + random.int(1, 20_000), () => {});
    }

    /** The first try since it was heard, if it is in time. */
    function noteTry(truth: RunTruth | null, now: number): void {
      if (truth === null || truth.hasTried) return;
      truth.hasTried = oracle.silence.heard(truth.signAt, now) < truth.patience;
    }

    function arriveAt(time: number, answer: (given: Answer) => void): void {
      timeline.at(time, () => arrive(answer), RANKS.arrival);
    }

    /** A sleeping host answers nothing: the packet is sent again, and again. */
    function arrive(answer: (given: Answer) => void): void {
      const now = timeline.now();
      if (now < machine.asleepUntil()) {
        const next = SENT_AGAIN.find((after) => sent + after > now);
        if (next !== undefined) arriveAt(sent + next, answer);
        else missed();
        return;
      }
      const process = server.process();
      if (process === null) {
        refuse(answer);
        return;
      }
      if (now < process.blockedUntil()) {
        missed();
        timeline.at(process.blockedUntil(), () => arrive(answer), RANKS.arrival);
        return;
      }
      server.handle(request, answer);
    }

    function refuse(answer: (given: Answer) => void): void {
      answer({ kind: 'unreachable', retryAfterMs: null, by: 'server' });
    }

    function answered(given: Answer): void {
      if (!isWaiting) return;
      if (random.chance(loss)) {
        parts.harmed(line.truth);
        lose();
        return;
      }
      const back = timeline.now() + random.int(1, 40);
      timeline.quietly(
        back,
        () => {
          if (!isWaiting) return;
          if (given.kind === 'unreachable') return fail(given.by, given.retryAfterMs);
          isWaiting = false;
          callOff();
          done(given);
        },
        RANKS.arrival,
      );
    }

    /** Nothing comes, until the reporter gives up. */
    function lose(): void {
      if (line.truth !== null) line.truth.isOwed = false;
    }

    function reset(): void {
      timeline.quietly(sent + 50, () => fail('network', null), RANKS.arrival);
    }

    /** No server could take what was said: the run is owed its time, if it had any left. */
    function missed(): void {
      const { truth } = line;
      if (truth === null) return;
      const now = timeline.now();
      const wasDeaf = oracle.silence.heard(sent, now) < now - sent || oracle.silence.isDeaf();
      if (wasDeaf && oracle.silence.heard(truth.signAt, sent) < truth.patience) truth.isOwed = true;
    }

    function fail(by: 'server' | 'network', retryAfterMs: number | null): void {
      if (!isWaiting) return;
      isWaiting = false;
      callOff();
      if (by === 'server') missed();
      if (servers.length > 1) line.server += 1;
      done({ kind: 'unreachable', retryAfterMs, by });
    }
  }
}
