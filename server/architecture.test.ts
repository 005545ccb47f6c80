import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The floors, top first. An import may only go down, or stay inside its own place. */
const FLOORS = [
  ['server/index.ts', 'server/system-clock.ts'],
  ['server/boot.ts'],
  ['server/http', 'server/watchdog', 'server/orchestrator', 'server/notify'],
  ['server/services', 'server/store', 'server/live'],
  ['server/domain'],
];

/** Where a package may be imported. What is not listed may be imported nowhere in server/. */
const HOMES: Record<string, string[]> = {
  zod: ['server/domain/*.schema.ts', 'server/http', 'server/config.ts'],
  '@prisma/client': ['server/store'],
  '@prisma/adapter-libsql': ['server/store/sqlite'],
  '@prisma/adapter-pg': ['server/store/postgres'],
  pg: ['server/store/postgres'],
  '@prisma/driver-adapter-utils': ['server/store'],
  '@libsql/client': ['server/store/sqlite'],
  libsql: ['server/store/sqlite'],
  'socket.io': ['server/live'],
  hono: ['server/http'],
  '@hono/node-server': ['server/http'],
  '@hono/zod-openapi': ['server/http'],
  'prom-client': ['server/http'],
  'node-cron': ['server/watchdog'],
  next: ['server/index.ts', 'server/system-clock.ts'],
  pino: ['server/index.ts', 'server/system-clock.ts'],
  'fast-check': ['server/testing'],
};

/** Files that are started, not imported. */
const ENTRIES = ['server/index.ts', 'server/testing/bare-server.ts'];

interface Import {
  from: string;
  specifier: string;
  typeOnly: boolean;
}

describe('the house', () => {
  const imports = ['server', 'app'].flatMap((place) => sources(place)).flatMap(importsOf);

  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  test('no import goes up a floor or sideways', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('server/'))
      .filter(({ from, specifier }) => specifier.startsWith('.') && !goesDown(from, specifier));
    expect(wrong.map(say)).toEqual([]);
  });

  test('every package of the server is imported in its home alone', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('server/') && !from.startsWith('server/testing/'))
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ from, specifier }) => !(HOMES[packageOf(specifier)] ?? []).some(covers(from)));
    expect(wrong.map(say)).toEqual([]);
  });

  test('the config is imported by the entry alone, its type by the composition root too', () => {
    const wrong = imports.filter(
      ({ from, specifier, typeOnly }) =>
        targetOf(from, specifier) === 'server/config.ts' &&
        from !== 'server/index.ts' &&
        !(from === 'server/boot.ts' && typeOnly) &&
        !from.startsWith('server/testing/'),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test('pages take types from the server, and values only from domain files without packages', () => {
    const wrong = imports
      .filter(({ from, typeOnly }) => from.startsWith('app/') && !typeOnly)
      .filter(({ from, specifier }) => {
        const target = targetOf(from, specifier);
        if (!target?.startsWith('server/')) return false;
        return !target.startsWith('server/domain/') || reachesPackage(target);
      });
    expect(wrong.map(say)).toEqual([]);
  });

  test('only the entry reads the environment', () => {
    const readers = sources('server').filter((file) => /process\.env/.test(read(file)));
    expect(readers.filter((file) => !ENTRIES.includes(file))).toEqual([]);
  });

  test('the domain reads no clock and sets no timer', () => {
    const impure = sources('server/domain').filter((file) =>
      /Date\.now\(|new Date\(\)|setTimeout\(|setInterval\(|Math\.random\(|from 'node:/.test(
        read(file),
      ),
    );
    expect(impure).toEqual([]);
  });

  test('Next has no route handlers', () => {
    expect(sources('app').filter((file) => /\/route\.tsx?$/.test(file))).toEqual([]);
  });

  test('no source file is over 250 lines', () => {
    const long = ['server', 'app', 'scripts', 'demo', 'clients', 'bench', 'e2e', 'sim']
      .flatMap((place) => sources(place, true))
      .filter((file) => read(file).split('\n').length > 251);
    expect(long).toEqual([]);
  });
});

function goesDown(from: string, specifier: string): boolean {
  const target = targetOf(from, specifier) ?? '';
  if (from.startsWith('server/testing/')) return true;
  const [own, theirs] = [placeOf(from), placeOf(target)];
  if (target === 'server/config.ts') return true;
  if (own === undefined || theirs === undefined)
    return from === 'server/config.ts' && theirs?.floor === 4;
  return own.place === theirs.place || own.floor < theirs.floor || from === 'server/index.ts';
}

function placeOf(file: string): { floor: number; place: string } | undefined {
  for (const [floor, places] of FLOORS.entries()) {
    const place = places.find((name) => file === name || file.startsWith(`${name}/`));
    if (place !== undefined) return { floor, place };
  }
  return undefined;
}

function covers(from: string): (home: string) => boolean {
  return (home) => {
    const [folder = '', ending] = home.split('*');
    if (ending !== undefined) return from.startsWith(folder) && from.endsWith(ending);
    return from === home || from.startsWith(`${home}/`);
  };
}

function reachesPackage(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file)
    .filter(({ typeOnly }) => !typeOnly)
    .some(({ specifier }) => {
      const target = targetOf(file, specifier);
      return target === undefined || reachesPackage(target, seen);
    });
}

function importsOf(file: string): Import[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;
  return [...read(file).matchAll(pattern)].map((match) => ({
    from: file,
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return relative(ROOT, resolve(ROOT, dirname(from), specifier));
}

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function sources(place: string, withTests = false): string[] {
  const folder = join(ROOT, place);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('generated'))
    .filter((file) => withTests || !/\.test\.tsx?$/.test(file))
    .map((file) => `${place}/${file}`)
    .filter((file) => statSync(join(ROOT, file)).isFile());
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function say({ from, specifier }: Import): string {
  return `${from} imports ${specifier}`;
}
