import { describe, expect, test } from 'vitest';
import { judgeAddress } from './guard.ts';

describe('the guard', () => {
  test.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000', '[::1]:3000'])(
    'lets %s in, with its own origin or none',
    (host) => {
      const { judge } = setup();
      expect(judge([host])).toBe('ok');
      expect(judge([host], [`http://${host}`])).toBe('ok');
    },
  );

  test.each([
    'evil.example:3000',
    'localhost.evil.example:3000',
    '127.0.0.1.evil.example:3000',
    '127.0.0.1',
    'localhost:3001',
    'localhost:',
    'localhost.:3000',
    '127.0.0.2:3000',
    '0.0.0.0:3000',
    '2130706433:3000',
    'user@localhost:3000',
    'localhost:3000/x',
    'localhost:3000 ',
    '::1:3000',
    '',
  ])('refuses the host %j', (host) => {
    expect(setup().judge([host])).toBe('host_refused');
  });

  test('refuses a request without a host, and one with two', () => {
    const { judge } = setup();
    expect(judge([])).toBe('host_refused');
    expect(judge(['localhost:3000', 'localhost:3000'])).toBe('host_refused');
  });

  test.each([
    'null',
    '',
    'http://evil.example',
    'http://127.0.0.1:3000',
    'http://localhost',
    'http://localhost:3001',
    'https://localhost:3000',
    'http://localhost:3000/',
    'http://localhost:3000@evil.example',
    'localhost:3000',
    'file://',
  ])('refuses the origin %j at localhost:3000', (origin) => {
    expect(setup().judge(['localhost:3000'], [origin])).toBe('origin_refused');
  });

  test('refuses two origins, even when both are ours', () => {
    const own = 'http://localhost:3000';
    expect(setup().judge(['localhost:3000'], [own, own])).toBe('origin_refused');
  });

  test('an allowed host without a port is allowed on any, over http and https', () => {
    const { judge } = setup({ allowedHosts: ['Flatline.Example.com'] });
    expect(judge(['flatline.example.com'])).toBe('ok');
    expect(judge(['FLATLINE.example.com:8443'])).toBe('ok');
    expect(judge(['flatline.example.com'], ['https://flatline.example.com'])).toBe('ok');
    expect(judge(['flatline.example.com'], ['http://flatline.example.com:80'])).toBe('ok');
    expect(judge(['flatline.example.com:443'], ['https://flatline.example.com'])).toBe('ok');
    expect(judge(['flatline.example.com'], ['https://flatline.example.com:8443'])).toBe(
      'origin_refused',
    );
    expect(judge(['sub.flatline.example.com'])).toBe('host_refused');
  });

  test('an allowed host with a port is allowed on that one alone', () => {
    const { judge } = setup({ allowedHosts: ['10.0.0.5:8080', '[fe80::1]:3000'] });
    expect(judge(['10.0.0.5:8080'])).toBe('ok');
    expect(judge(['[fe80::1]:3000'])).toBe('ok');
    expect(judge(['10.0.0.5'])).toBe('host_refused');
    expect(judge(['10.0.0.5:8081'])).toBe('host_refused');
  });

  test('on port 80 a host and an origin need not name it', () => {
    const { judge } = setup({ port: 80 });
    expect(judge(['localhost'], ['http://localhost'])).toBe('ok');
    expect(judge(['localhost:80'], ['http://localhost'])).toBe('ok');
  });
});

function setup({ port = 3000, allowedHosts = [] as string[] } = {}) {
  return {
    judge(hosts: string[], origins: string[] = []) {
      const verdict = judgeAddress({ hosts, origins }, { port, allowedHosts });
      return verdict.ok ? 'ok' : verdict.code;
    },
  };
}
