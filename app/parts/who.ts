import { inSentence } from './free-text.ts';
import { counted } from './words.ts';

/** Whom a sentence is about: the scraper of the only run, or how many they are: `books`, `3 runs`. */
export function whoOf(runs: readonly { scraper: string }[]): string {
  const [only] = runs;
  return runs.length === 1 && only !== undefined
    ? inSentence(only.scraper)
    : counted(runs.length, 'run');
}
