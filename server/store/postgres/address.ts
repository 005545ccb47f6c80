import { BootFailure } from '../../domain/errors.ts';

/** Where a PostgreSQL database is. */
export interface Address {
  /** What a connection is opened with. It holds the password: it is neither logged nor answered. */
  readonly url: string;
  /** DATABASE_URL without its password, for sentences. */
  readonly shown: string;
}

/** Whether `databaseUrl` names a PostgreSQL database rather than a file. */
export function isPostgresUrl(databaseUrl: string): boolean {
  return /^postgres(ql)?:\/\//i.test(databaseUrl);
}

/**
 * Reads `postgres://user:password@host:port/database`, and adds what our sessions ask for. Throws
 * {@link BootFailure}.
 */
export function addressOf(databaseUrl: string): Address {
  const shown = withoutPassword(databaseUrl);
  const url = parsed(databaseUrl, shown);
  if (url.pathname.length < 2) {
    throw new BootFailure(
      `DATABASE_URL (${shown}) names no database; add one, as in postgres://localhost/flatline.`,
    );
  }
  const schema = url.searchParams.get('schema');
  if (schema !== null && schema !== 'public') {
    throw new BootFailure(
      `DATABASE_URL (${shown}) names a schema; Flatline uses "public" of a database of its own.`,
    );
  }
  url.searchParams.delete('schema');
  const asked = url.searchParams.get('options');
  const ours = Object.entries(SESSION).map(([name, value]) => `-c ${name}=${escaped(value)}`);
  url.searchParams.set('options', [...(asked === null ? [] : [asked]), ...ours].join(' '));
  return { url: url.href, shown };
}

/** A URL as it may be shown: what could be a password is left out, also of one that is none. */
export function withoutPassword(databaseUrl: string): string {
  return databaseUrl
    .replace(/^([a-z]+:\/\/[^/?#@:]*):.*@/i, '$1:***@')
    .replace(/([?&](?:password|sslkey|sslpassword)=)[^&#]*/gi, '$1***');
}

/** Seconds that a row may stay locked by a node that stands still in the middle of a transaction. */
const IDLE_IN_TRANSACTION_SECONDS = 10;

/**
 * What each of our sessions runs with, whatever the server, the database and the role say: times
 * without a zone are UTC, a commit is on disk when it is acknowledged, the row lock orders a report
 * against a mark, and nobody waits or holds others for long.
 */
const SESSION: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  search_path: 'public',
  synchronous_commit: 'on',
  default_transaction_isolation: 'read committed',
  statement_timeout: '20s',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_SECONDS}s`,
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
};

function escaped(value: string): string {
  return value.replace(/[\\ ]/g, '\\$&');
}

function parsed(databaseUrl: string, shown: string): URL {
  try {
    return new URL(databaseUrl);
  } catch {
    // The error itself would carry the password.
    throw new BootFailure(
      `DATABASE_URL (${shown}) is not a URL; write what is not a letter or a number in a password as %-code.`,
    );
  }
}
