import type { AddressInfo, Server } from 'node:net';
import { BootFailure } from '../domain/errors.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Millis } from '../domain/time.ts';

/** What is bound, and where. */
export interface Binding {
  server: Server;
  /** Listens on ::1 beside `server` on 127.0.0.1, when no one family is asked for. */
  companion: Server;
  /** One loopback address, or null: both families. */
  host: string | null;
  /** 0: any port that is free in both families. */
  port: number;
  clock: Clock;
  log: Log;
}

/** How long a busy port is tried again (the old server may be stopping), and how often. */
const BUSY_GRACE: Millis = 3000;
const RETRY_INTERVAL: Millis = 100;
const FREE_PORT_ATTEMPTS = 20;

/** Listens, on all addresses or none. Throws `BootFailure` when the port cannot be had. */
export async function bindLoopback(binding: Binding): Promise<void> {
  const { clock, port } = binding;
  const until = clock.now() + BUSY_GRACE;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bindOnce(binding);
      return;
    } catch (error) {
      const isLast = port === 0 ? attempt >= FREE_PORT_ATTEMPTS : clock.now() >= until;
      if (codeOf(error) !== 'EADDRINUSE' || isLast) throw failureOf(error, binding);
    }
    if (port !== 0) await new Promise<void>((resolve) => clock.after(RETRY_INTERVAL, resolve));
  }
}

/** Resolves when `server` no longer listens and its connections are gone; tolerates never-listened. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function bindOnce({ server, companion, host, port, log }: Binding): Promise<void> {
  await listen(server, host ?? '127.0.0.1', port);
  if (host !== null) return;
  try {
    await listen(companion, '::1', (server.address() as AddressInfo).port);
  } catch (error) {
    if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error))) {
      log.info('this machine has no ::1: listening on 127.0.0.1 alone');
      return;
    }
    await closeServer(server);
    throw error;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', listening);
      reject(error);
    };
    const listening = () => {
      server.off('error', failed);
      resolve();
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host, port });
  });
}

function failureOf(error: unknown, { host, port }: Binding): BootFailure {
  const where = `port ${port} of ${host ?? 'this machine'}`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new BootFailure(
        `${where} is used by another program: stop that one, or set PORT to a free port.`,
        error,
      );
    case 'EACCES':
      return new BootFailure(
        `${where} needs rights that this user does not have: set PORT to 1024 or higher.`,
        error,
      );
    default:
      return new BootFailure(
        `${where} cannot be listened on (${codeOf(error)}): check HOST and PORT.`,
        error,
      );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
