import { z } from 'zod';
import { BootFailure } from './domain/errors.ts';
import { LIMITS } from './domain/limits.ts';
import { STUCK_AFTER_SECONDS } from './domain/stuck.ts';

/** Every setting, validated and frozen. Durations are in the unit that their name ends with. */
export interface Config {
  readonly port: number;
  /** One loopback address, or null: both families. */
  readonly host: '127.0.0.1' | '::1' | null;
  readonly databaseUrl: string;
  /** What this node is called; null: its host and port. */
  readonly nodeName: string | null;
  readonly staleAfterSeconds: number;
  readonly stuckAfterSeconds: number;
  readonly retentionDays: number;
  readonly sweepCron: string;
  /** Whose RUNNING runs a start fails: those this server ran, or all. */
  readonly startupRecovery: 'local' | 'all';
  /** Hosts beside loopback that the Host header may name, lower case, with or without a port. */
  readonly allowedHosts: readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Next's development server instead of the build. */
  readonly development: boolean;
}

/** The environment that {@link readConfig} reads. */
export type Environment = Readonly<Record<string, string | undefined>>;

const HOSTS = { '127.0.0.1': '127.0.0.1', localhost: null, '::1': '::1', '[::1]': '::1' } as const;

/**
 * Reads the settings. An empty value counts as absent. `isCron` says whether an expression is a
 * schedule. Throws `BootFailure`, naming each wrong variable.
 */
export function readConfig(env: Environment, isCron: (expression: string) => boolean): Config {
  const parsed = schemaOf(isCron).safeParse(withoutEmpty(env));
  if (!parsed.success) {
    throw new BootFailure(
      parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join(' '),
    );
  }
  const values = parsed.data;
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL,
    nodeName: values.NODE_NAME,
    staleAfterSeconds: values.STALE_AFTER_SECONDS,
    stuckAfterSeconds: values.STUCK_AFTER_SECONDS,
    retentionDays: values.RETENTION_DAYS,
    sweepCron: values.SWEEP_CRON,
    startupRecovery: values.STARTUP_RECOVERY,
    allowedHosts: Object.freeze(values.ALLOWED_HOSTS),
    logLevel: values.LOG_LEVEL,
    development: values.NODE_ENV === 'development',
  });
}

function schemaOf(isCron: (expression: string) => boolean) {
  return z.object({
    PORT: integer(0, 65_535).default(3000),
    HOST: z
      .enum(Object.keys(HOSTS) as (keyof typeof HOSTS)[], {
        error:
          'must be a loopback address (127.0.0.1, ::1 or localhost): anyone who reaches Flatline can use it, and it has no access control yet.',
      })
      .default('localhost')
      .transform((host) => HOSTS[host]),
    DATABASE_URL: z
      .string()
      .refine((url) => /^(file:|postgres(ql)?:\/\/)./i.test(url), {
        error:
          'must name a SQLite file, such as file:./data/flatline.db, or a PostgreSQL database, such as postgres://user:password@localhost/flatline.',
      })
      .default('file:./data/flatline.db'),
    NODE_NAME: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, {
        error: 'must be letters, digits, dots, dashes, underscores and colons, 128 at the most.',
      })
      .nullable()
      .default(null),
    STALE_AFTER_SECONDS: integer(1, LIMITS.staleAfterSecondsMax).default(600),
    STUCK_AFTER_SECONDS: integer(1, LIMITS.staleAfterSecondsMax).default(STUCK_AFTER_SECONDS),
    RETENTION_DAYS: integer(1, LIMITS.retentionDaysMax).default(30),
    SWEEP_CRON: z
      .string()
      .refine(isCron, { error: 'must be a cron expression, such as */2 * * * *.' })
      .default('*/2 * * * *'),
    STARTUP_RECOVERY: oneOf(['local', 'all']).default('local'),
    ALLOWED_HOSTS: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((host) => host.trim().toLowerCase())
          .filter((host) => host !== ''),
      )
      .refine((hosts) => hosts.every((host) => HOST_PATTERN.test(host)), {
        error: 'must list host names, such as flatline.example.com or 10.0.0.5:3000, with commas.',
      }),
    LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default(
      'info',
    ),
    NODE_ENV: z.string().default('production'),
  });
}

const HOST_PATTERN = /^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;

function integer(least: number, most: number) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}.`,
    })
    .transform(Number);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}.` });
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
