import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Claims on this checkout: a claim is a socket file in `.flatline/` on which its owner listens, so
 * the system ends it with the process, even on kill -9. Paths are relative (their length is
 * limited), so the working directory must be the checkout. Where no socket file can be made (a
 * read-only checkout, a file system without them), every claim is granted.
 */
const FOLDER = '.flatline';
const ENDING = '.claim';

/** Takes a claim; answers what gives it back, or null while another process holds it. */
export async function claim(name) {
  await mkdir(FOLDER, { recursive: true }).catch(() => {});
  const path = join(FOLDER, name + ENDING);
  for (;;) {
    const server = createServer((socket) => socket.destroy());
    const problem = await listen(server, path);
    if (problem === null) {
      server.unref();
      const tidy = () => rmSync(path, { force: true });
      process.once('exit', tidy);
      return () => {
        process.off('exit', tidy);
        return new Promise((resolve) => server.close(() => resolve()));
      };
    }
    if (problem !== 'EADDRINUSE') return async () => {};
    if (await isHeld(path)) return null;
    await rm(path, { force: true });
  }
}

/** The names of the claims that live processes hold and that begin with one of the prefixes. */
export async function held(...prefixes) {
  const files = await readdir(FOLDER).catch(() => []);
  const names = [];
  for (const file of files) {
    if (!file.endsWith(ENDING) || !prefixes.some((prefix) => file.startsWith(prefix))) continue;
    if (await isHeld(join(FOLDER, file))) names.push(file.slice(0, -ENDING.length));
    else await rm(join(FOLDER, file), { force: true });
  }
  return names;
}

function listen(server, path) {
  return new Promise((resolve) => {
    server.once('error', ({ code }) => resolve(code));
    server.listen(path, () => resolve(null));
  });
}

function isHeld(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
