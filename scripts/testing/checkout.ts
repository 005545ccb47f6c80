import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AtEnd } from './launch.ts';
import { STAND_INS } from './stand-ins.ts';

const SCRIPTS = resolve(import.meta.dirname, '..');

/** A checkout in a temporary folder: the real commands over stand-ins of a few lines. */
export interface Checkout {
  root: string;
  /** Writes a file of the checkout. */
  write(file: string, text: string): void;
  /** Reads one; empty when it is not there. */
  read(file: string): string;
}

/** Makes a checkout that nobody has set up yet; it goes `atEnd`. */
export function createCheckout(atEnd: AtEnd): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'flatline-checkout-'));
  atEnd(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  cpSync(join(SCRIPTS, 'setup'), join(root, 'scripts/setup'), { recursive: true });
  for (const command of ['start.mjs', 'test.mjs']) {
    cpSync(join(SCRIPTS, command), join(root, 'scripts', command));
  }
  for (const [file, text] of Object.entries(STAND_INS)) write(file, text);
  return {
    root,
    write,
    read(file) {
      try {
        return readFileSync(join(root, file), 'utf8');
      } catch {
        return '';
      }
    },
  };
}
