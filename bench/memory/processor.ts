import { readFile } from 'node:fs/promises';

/** Clock ticks a second in Linux' accounting, on every architecture that Node runs on. */
const TICKS = 100;

/** The processor time that a process has used, in milliseconds; NaN where there is no /proc. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return processorIn(stat);
}

/** The user and system time of a Linux stat file, in milliseconds. */
export function processorIn(stat: string): number {
  // The name of the program stands in brackets and may hold spaces, even brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}
