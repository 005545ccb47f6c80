import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One migration of the history: its folder's name and its SQL. */
export interface Migration {
  name: string;
  sql: string;
}

/** The migrations in `folder`, in the order in which they apply; none when it does not exist. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await entriesOf(folder)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(join(folder, name, 'migration.sql'), 'utf8'),
    })),
  );
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
