import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { BootFailure } from '../domain/errors.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { createRecordingLog } from '../testing/quiet.ts';
import { openRawConnection } from '../testing/raw-connection.ts';
import { createGateway, type GatewayParts } from './gateway.ts';
import { closeServer } from './loopback.ts';

const hasV6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe('the port', () => {
  test('a port that stays busy ends the boot after 3 s with one sentence that names it', async () => {
    await using other = await occupy('127.0.0.1');
    const clock = createFakeClock();
    const gateway = createGateway(parts({ clock, port: other.port }));
    const outcome = gateway.listen().catch((error: unknown) => error);
    const failure = await whileMoving(clock, outcome);
    expect(failure).toBeInstanceOf(BootFailure);
    expect(String(failure)).toMatch(new RegExp(`port ${other.port} .*PORT`));
    await gateway.stop();
  });

  test.runIf(hasV6)(
    'a port that is busy on ::1 alone is busy, and 127.0.0.1 is let go',
    async () => {
      await using other = await occupy('::1');
      const clock = createFakeClock();
      const gateway = createGateway(parts({ clock, port: other.port }));
      const outcome = gateway.listen().catch((error: unknown) => error);
      expect(await whileMoving(clock, outcome)).toBeInstanceOf(BootFailure);
      expect(gateway.server.listening).toBe(false);
      await gateway.stop();
    },
  );

  test('a port that becomes free in time is taken', async () => {
    const other = await occupy('127.0.0.1');
    const clock = createFakeClock();
    const gateway = createGateway(parts({ clock, port: other.port }));
    const listening = gateway.listen();
    await untilWaiting(clock);
    await other[Symbol.asyncDispose]();
    await whileMoving(clock, listening);
    expect(gateway.url).toBe(`http://127.0.0.1:${other.port}`);
    await gateway.stop();
  });

  test.runIf(hasV6)('one family alone can be asked for', async () => {
    const gateway = createGateway(parts({ host: '::1' }));
    await gateway.listen();
    expect(gateway.url).toBe(`http://[::1]:${gateway.port}`);
    await expect(openRawConnection(gateway.port, '127.0.0.1')).rejects.toThrow();
    await gateway.stop();
  });

  test('a stop is tolerated before a start and twice, and ends connections of both families', async () => {
    const neverStarted = createGateway(parts());
    await neverStarted.stop();
    const gateway = createGateway(parts());
    await gateway.listen();
    const kept = await Promise.all(
      ['127.0.0.1', ...(hasV6 ? ['::1'] : [])].map((address) =>
        openRawConnection(gateway.port, address),
      ),
    );
    await gateway.stop();
    await gateway.stop();
    await Promise.all(kept.map(({ closed }) => closed));
    await expect(openRawConnection(gateway.port)).rejects.toThrow();
  });
});

function parts(settings: Partial<GatewayParts> = {}): GatewayParts {
  return {
    host: null,
    port: 0,
    allowedHosts: [],
    clock: createFakeClock(),
    log: createRecordingLog(),
    ...settings,
  };
}

async function occupy(host: string) {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen({ host, port: 0 }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

/** Moves the clock on whenever somebody waits for it, until the promise is settled. */
async function whileMoving<T>(clock: FakeClock, outcome: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = outcome.finally(() => {
    isSettled = true;
  });
  while (!isSettled) {
    if (clock.pending().length > 0) await clock.advance(100);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}

async function untilWaiting(clock: FakeClock): Promise<void> {
  while (clock.pending().length === 0) await new Promise((resolve) => setImmediate(resolve));
}
