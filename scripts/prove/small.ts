import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figures } from '../../bench/bench.ts';
import { isProven, type Proof } from './proof.ts';

/** How a proof that was run in a test came out; what it takes to see it again is in it. */
export interface Outcome {
  seed: number;
  figures: Figures;
  ok: boolean;
}

/** Runs a proof small. */
export async function prove(proof: Proof, size: number): Promise<Outcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'flatline-proof-'));
  const seed = Date.now() % 1_000_000;
  try {
    const figures = await proof.run({ scratch, size, seed, say: () => {} });
    return { seed, figures, ok: isProven(figures, proof) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
