import { describe, expect, test } from 'vitest';
import { residentIn, residentMb } from './resident.ts';

describe('the resident memory', () => {
  test('is VmRSS, not the peak beside it', () => {
    expect(residentIn('VmHWM:\t  300 kB\nVmRSS:\t  200 kB\nRssAnon:\t 100 kB\n')).toBe(200);
  });

  test('of a status without it is an error, not nothing', () => {
    expect(() => residentIn('Name:\tnode\n')).toThrow('VmRSS');
  });

  test('of this process is what Node says, more or less', async () => {
    const mb = await residentMb(process.pid);
    expect(mb).toBeGreaterThan(10);
    expect(Math.abs(mb - process.memoryUsage.rss() / 1e6)).toBeLessThan(50);
  });
});
