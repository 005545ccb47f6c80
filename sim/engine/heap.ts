/** Something that will happen: the earliest first, then the lowest rank, then whoever was first. */
export interface Happening {
  at: number;
  rank: number;
  order: number;
  /** Called off when null. */
  fire: (() => void) | null;
  /** Nothing asynchronous comes of it. */
  quiet: boolean;
}

/** A binary heap of happenings. */
export interface Heap {
  push(item: Happening): void;
  peek(): Happening | undefined;
  pop(): Happening | undefined;
}

export function createHeap(): Heap {
  const items: Happening[] = [];

  return {
    push(item) {
      items.push(item);
      rise(items.length - 1, item);
    },
    peek: () => items[0],
    pop() {
      const top = items[0];
      const last = items.pop();
      if (last !== undefined && items.length > 0) sink(last);
      return top;
    },
  };

  function rise(from: number, item: Happening): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] as Happening;
      if (!isBefore(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  function sink(item: Happening): void {
    let index = 0;
    const half = items.length >> 1;
    while (index < half) {
      let child = 2 * index + 1;
      let below = items[child] as Happening;
      const right = items[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!isBefore(below, item)) break;
      items[index] = below;
      index = child;
    }
    items[index] = item;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.order < b.order;
}
