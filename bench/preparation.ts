interface Setup {
  prepare(request: { name: string; pages: boolean; signals: unknown }): Promise<void>;
  listenToSignals(): unknown;
}

/**
 * Brings the checkout up to date as `npm start` would, so that what is measured is what the sources
 * say: the database client, and the pages where they are needed. Throws a sentence.
 */
export async function prepareCheckout({ pages }: { pages: boolean }): Promise<void> {
  const { prepare, listenToSignals } = await setup();
  await prepare({ name: 'bench', pages, signals: listenToSignals() });
}

/** The set-up is plain JavaScript, for it must run before anything is installed: no types to import. */
async function setup(): Promise<Setup> {
  const part = (name: string) => new URL(`../scripts/setup/${name}.mjs`, import.meta.url).href;
  return { ...(await import(part('prepare'))), ...(await import(part('signals'))) };
}
