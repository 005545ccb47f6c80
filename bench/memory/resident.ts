import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The resident memory of a process, in MB of 10^6 bytes. Throws when there is no such process. */
export async function residentMb(pid: number): Promise<number> {
  const kibibytes =
    process.platform === 'linux'
      ? residentIn(await readFile(`/proc/${pid}/status`, 'utf8'))
      : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return (kibibytes * 1024) / 1e6;
}

/** The VmRSS of a Linux status file, in KiB; the kernel's `kB` are those. */
export function residentIn(status: string): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (found === undefined) throw new Error('The status of the process names no VmRSS.');
  return Number(found);
}
