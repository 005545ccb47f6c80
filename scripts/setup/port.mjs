import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SetupFailure, say } from './say.mjs';

/** How long a busy port is tried again, in milliseconds: the old server may be stopping. */
const BUSY_FOR = 3000;
const RETRY_INTERVAL = 100;

/** Loopback addresses by what HOST may say; the server judges every other value. */
const ADDRESSES = { '127.0.0.1': ['127.0.0.1'], '::1': ['::1'], '[::1]': ['::1'] };

/**
 * Makes sure that the port of the settings can be had, before anything that a running server uses
 * is touched. Answers the address to show. Throws a sentence when the port stays busy.
 */
export async function requireFreePort({ env = process.env, command = 'npm start', signals }) {
  const port = readPort(env.PORT);
  const addresses = ADDRESSES[env.HOST] ?? ['127.0.0.1', '::1'];
  const startedAt = performance.now();
  let told = false;
  for (;;) {
    const problem = await firstProblem(port, addresses);
    if (problem === null) return { port, url: urlOf(port, addresses[0]) };
    if (problem !== 'EADDRINUSE') throw new SetupFailure(refused(port, problem, command));
    if (performance.now() - startedAt > BUSY_FOR) throw new SetupFailure(busy(port, command));
    if (!told) say(`> port ${port} is busy; trying again for ${BUSY_FOR / 1000} s`);
    told = true;
    await wait(RETRY_INTERVAL);
    signals?.check();
  }
}

/** The port that PORT names, 3000 when it names none. Throws a sentence for anything else. */
export function readPort(text) {
  if (text === undefined || text === '') return 3000;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new SetupFailure(
    `PORT must be a whole number from 0 to 65535, not ${JSON.stringify(text)}.`,
  );
}

async function firstProblem(port, addresses) {
  for (const address of addresses) {
    const problem = await tryToListen(port, address);
    if (problem !== null) return problem;
  }
  return null;
}

/** The error code of a listen, null when it went well; a machine may go without one of the families. */
function tryToListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code }) => {
      resolve(['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code) ? null : code);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

function busy(port, command) {
  return `Port ${port} is in use by another program: stop that one, or choose another port, such as PORT=${port + 1} ${command}.`;
}

function refused(port, code, command) {
  return `Port ${port} cannot be used (${code}): choose another one, such as PORT=3000 ${command}.`;
}

function urlOf(port, address) {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
