import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const anySchedule = () => true;

test('an empty environment gives the documented defaults', () => {
  expect(readConfig({}, anySchedule)).toEqual({
    port: 3000,
    host: null,
    databaseUrl: 'file:./data/flatline.db',
    nodeName: null,
    staleAfterSeconds: 600,
    stuckAfterSeconds: 1800,
    retentionDays: 30,
    sweepCron: '*/2 * * * *',
    startupRecovery: 'local',
    allowedHosts: [],
    logLevel: 'info',
    development: false,
  });
});

test('an empty value counts as absent', () => {
  expect(readConfig({ PORT: '', HOST: '' }, anySchedule).port).toBe(3000);
});

test('the config cannot be changed', () => {
  const config = readConfig({}, anySchedule);
  expect(Object.isFrozen(config) && Object.isFrozen(config.allowedHosts)).toBe(true);
});

test('allowed hosts are trimmed and compared in lower case', () => {
  const { allowedHosts } = readConfig(
    { ALLOWED_HOSTS: ' Ops.Example.com, 10.0.0.5:3000 ' },
    anySchedule,
  );
  expect(allowedHosts).toEqual(['ops.example.com', '10.0.0.5:3000']);
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['DATABASE_URL', 'postgres://'],
  ['DATABASE_URL', 'file:'],
  ['STALE_AFTER_SECONDS', '0'],
  ['STALE_AFTER_SECONDS', '604801'],
  ['STALE_AFTER_SECONDS', '1.5'],
  ['STUCK_AFTER_SECONDS', '0'],
  ['STUCK_AFTER_SECONDS', '604801'],
  ['RETENTION_DAYS', '0'],
  ['RETENTION_DAYS', '3651'],
  ['STARTUP_RECOVERY', 'some'],
  ['ALLOWED_HOSTS', 'http://x'],
  ['NODE_NAME', 'no spaces'],
  ['NODE_NAME', '-x'],
  ['NODE_NAME', 'x'.repeat(129)],
  ['LOG_LEVEL', 'loud'],
])('%s=%s stops the boot and the sentence names the variable', (name, value) => {
  expect(() => readConfig({ [name]: value }, anySchedule)).toThrow(new RegExp(`^${name} must`));
});

test('a schedule that is none stops the boot', () => {
  expect(() => readConfig({ SWEEP_CRON: 'now and then' }, () => false)).toThrow(/^SWEEP_CRON must/);
});

test.each(['0.0.0.0', '192.168.1.4', '::', 'example.com'])(
  'HOST=%s is refused with the reason',
  (HOST) => {
    expect(() => readConfig({ HOST }, anySchedule)).toThrow(
      /HOST must be a loopback.*no access control/,
    );
  },
);

test('every wrong variable is named at once', () => {
  expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' }, anySchedule)).toThrow(/PORT.*LOG_LEVEL/);
});
