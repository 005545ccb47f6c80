import { CATALOGUE_PAGES, type Product, productOf, productsOn } from './catalogue.ts';

/** What the shop does with a request. */
export type ShopAnswer =
  /** Answers after `delay` milliseconds. */
  | { kind: 'page'; status: number; html: string; delay: number }
  /** Keeps the connection open and never answers. */
  | { kind: 'silence' };

/** The product whose stock page never answers. */
export const SILENT_PRODUCT = 18;

const QUICK = 400;

/** Decides what a path of the shop answers. Pure: the same path, the same answer. */
export function answerTo(path: string): ShopAnswer {
  if (path === '/') return page('The shop', '<a href="/catalogue/1">Catalogue</a>');
  const [, kind, number, part] =
    /^\/(catalogue|products)\/(\d+)(?:\/(price|reviews|stock))?$/.exec(path) ?? [];
  if (kind === 'catalogue' && part === undefined) return catalogue(Number(number));
  const product = productOf(Number(number));
  if (kind !== 'products' || product === undefined) return fault(404, 'Not found');
  if (part === 'price') return price(product);
  if (part === 'reviews') return reviews(product);
  if (part === 'stock') return stock(product);
  return page(product.name, `<p class="author">${product.author}</p>${links(product)}`);
}

function catalogue(number: number): ShopAnswer {
  const products = productsOn(number);
  if (products.length === 0) return fault(404, 'Not found');
  const items = products
    .map(({ id, name }) => `<li><a class="product" href="/products/${id}">${name}</a></li>`)
    .join('');
  const next =
    number < CATALOGUE_PAGES ? `<a class="next" href="/catalogue/${number + 1}">Next</a>` : '';
  return page(`Catalogue, page ${number}`, `<ul>${items}</ul>${next}`);
}

/** Every sixth price takes eight seconds: it is fetched from a supplier. */
function price(product: Product): ShopAnswer {
  const text = `<p class="price">${(product.price / 100).toFixed(2)}</p>`;
  return page(product.name, text, product.id % 6 === 0 ? 8000 : 1500);
}

/** The reviews of some products are gone, and those of some others are broken. */
function reviews(product: Product): ShopAnswer {
  if (product.id % 13 === 0) return fault(404, 'These reviews were removed');
  if (product.id % 9 === 0) return fault(500, 'The review service failed');
  return page(product.name, `<p class="rating">${product.rating}</p>`);
}

function stock(product: Product): ShopAnswer {
  if (product.id === SILENT_PRODUCT) return { kind: 'silence' };
  return page(product.name, `<p class="stock">${(product.id * 7) % 20}</p>`, 500);
}

function links({ id }: Product): string {
  return ['price', 'reviews', 'stock']
    .map((part) => `<a href="/products/${id}/${part}">${part}</a>`)
    .join(' ');
}

function page(title: string, body: string, delay = QUICK): ShopAnswer {
  const html = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`;
  return { kind: 'page', status: 200, html, delay };
}

function fault(status: number, title: string): ShopAnswer {
  return { kind: 'page', status, html: `<!doctype html><title>${title}</title>`, delay: QUICK };
}
