/** A duration of whole seconds in its two largest units: `10 min 3 s`, `2 h`, `1 d 4 h`. */
export function inWords(totalSeconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => totalSeconds >= size);
  if (first === -1) return '0 s';
  const parts: string[] = [];
  let rest = Math.floor(totalSeconds);
  for (const [size, name] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${name}`);
    rest -= count * size;
  }
  return parts.join(' ');
}
