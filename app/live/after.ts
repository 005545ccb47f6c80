/** Waits `ms` milliseconds of the page's own time; the answer calls it off. */
export function after(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}
