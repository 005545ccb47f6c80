/** A product of the demonstration shop; the same number is always the same product. */
export interface Product {
  id: number;
  name: string;
  author: string;
  /** In cents. */
  price: number;
  rating: number;
}

const ADJECTIVES = ['Quiet', 'Second', 'Paper', 'Long', 'Salt', 'Borrowed', 'Northern', 'Last'];
const NOUNS = ['Harbour', 'Winter', 'Ledger', 'Orchard', 'Signal', 'Station', 'Atlas', 'Garden'];
const AUTHORS = ['A. Lindqvist', 'M. Okafor', 'J. Moreau', 'T. Sato', 'R. Novak', 'E. Castillo'];

/** How many products there are, and how many a page of the catalogue lists. */
export const PRODUCTS = 60;
export const PRODUCTS_PER_PAGE = 12;
export const CATALOGUE_PAGES = PRODUCTS / PRODUCTS_PER_PAGE;

/** The product with this number, from 1; undefined when there is none. */
export function productOf(id: number): Product | undefined {
  if (!Number.isInteger(id) || id < 1 || id > PRODUCTS) return undefined;
  return {
    id,
    name: `The ${pick(ADJECTIVES, id * 5)} ${pick(NOUNS, id * 3 + Math.floor(id / 8))}`,
    author: pick(AUTHORS, id * 7),
    price: 799 + ((id * 137) % 2400),
    rating: 1 + ((id * 11) % 5),
  };
}

/** The products on a page of the catalogue, from 1. */
export function productsOn(page: number): Product[] {
  const first = (page - 1) * PRODUCTS_PER_PAGE + 1;
  return Array.from({ length: PRODUCTS_PER_PAGE }, (_, index) => productOf(first + index)).filter(
    (product) => product !== undefined,
  );
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}
