import fc, { type Arbitrary } from 'fast-check';

/** A schema as the OpenAPI document writes it, as far as ours go. */
export interface DocumentSchema {
  $ref?: string;
  oneOf?: DocumentSchema[];
  anyOf?: DocumentSchema[];
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: DocumentSchema;
  minItems?: number;
  properties?: Record<string, DocumentSchema>;
  minProperties?: number;
  required?: string[];
}

/** The named schemas of a document. */
export type DocumentSchemas = Record<string, DocumentSchema>;

/** Written into a body for a number that no double holds; see {@link toJsonText}. */
const HUGE = '__huge__';
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '&lt;b&gt;',
  "' OR 1",
];

/** JSON text of a generated value; numbers that only text can hold are put in here. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(`"${HUGE}"`, '1e400');
}

/** Values that fit the schema. */
export function valid(schema: DocumentSchema, all: DocumentSchemas): Arbitrary<unknown> {
  const { type, ...rest } = resolve(schema, all);
  const choices = rest.oneOf ?? rest.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valid(choice, all)));
  if (rest.enum !== undefined) return fc.constantFrom(...rest.enum);
  const types = Array.isArray(type) ? type : [type ?? 'object'];
  if (types.length > 2) return anyJson();
  return fc.oneof(...types.map((one) => validOf(one, rest, all)));
}

/** Values that do not fit the schema: of another type, out of bounds, or with what is refused. */
export function invalid(schema: DocumentSchema, all: DocumentSchemas): Arbitrary<unknown> {
  const { type, ...rest } = resolve(schema, all);
  const types = Array.isArray(type) ? type : [type ?? 'object'];
  if (types.length > 2)
    return fc.constantFrom({ 'a\u0000': 1 }, ['\u0000'], nested(70), big(), HUGE);
  if (rest.enum !== undefined) return fc.constantFrom('nope', '', 1, {}, HOSTILE[0]);
  switch (types[0]) {
    case 'string':
      return fc.constantFrom(
        ...[1, true, {}, ['a'], 'a\u0000b', '\ud800', 'x'.repeat((rest.maxLength ?? 10_000) + 1)],
        ...((rest.minLength ?? 0) > 0 || rest.format !== undefined ? [''] : []),
        ...(rest.pattern === undefined && rest.format === undefined ? [] : ['ä b', HOSTILE[0]]),
      );
    case 'integer':
      return fc.constantFrom(
        ...['1', 1.5, -1, 2 ** 53, 1e300, true, [1], {}, HUGE],
        (rest.maximum ?? 0) + 1,
        (rest.minimum ?? 0) - 1,
      );
    case 'boolean':
      return fc.constantFrom('true', 1, 0, [], {});
    case 'array':
      return fc.oneof(
        fc.constantFrom('a', 1, true, {}, [], [null], [[]]),
        invalid(rest.items ?? {}, all).map((item) => [item]),
      );
    default:
      return fc.oneof(
        fc.constantFrom('a', 1, true, null, HUGE),
        broken({ ...rest, type: 'object' }, all),
      );
  }
}

function resolve(schema: DocumentSchema, all: DocumentSchemas): DocumentSchema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (all[name] ?? {});
}

function validOf(type: string, schema: DocumentSchema, all: DocumentSchemas): Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.maxSafeInteger().map((n) => clamp(Math.abs(n), schema));
    case 'string':
      return text(schema);
    case 'array':
      return fc.array(valid(schema.items ?? {}, all), {
        minLength: schema.minItems ?? 0,
        maxLength: 20,
      });
    default:
      return fc
        .record(
          Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([key, value]) => [key, valid(value, all)]),
          ),
          { requiredKeys: schema.required ?? [] },
        )
        .filter((value) => Object.keys(value).length >= (schema.minProperties ?? 0));
  }
}

function text({
  format,
  pattern,
  minLength = 0,
  maxLength = 100,
}: DocumentSchema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') {
    const [min, max] = [new Date(0), new Date('9999-12-31T00:00:00Z')];
    return fc
      .tuple(fc.date({ min, max, noInvalidDate: true }), fc.constantFrom('Z', '+00:00'))
      .map(([date, zone]) => date.toISOString().replace('Z', zone));
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const anything = fc
    .string({ unit: 'binary', minLength, maxLength })
    .map((value) => value.replaceAll('\u0000', '0'));
  return fc.oneof(
    anything,
    fc.constantFrom(...HOSTILE, 'x'.repeat(maxLength), '💀'.repeat(maxLength)),
  );
}

/** An object of the schema with one thing wrong. */
function broken(schema: DocumentSchema, all: DocumentSchemas): Arbitrary<unknown> {
  const entries = Object.entries(schema.properties ?? {});
  const faults: Arbitrary<(value: object) => object>[] = [
    fc.constantFrom('extra', '__proto__', 'constructor', '<b>').map((key) => (value) => {
      return Object.defineProperty({ ...value }, key, { value: 1, enumerable: true });
    }),
    ...(schema.required ?? []).map((key) =>
      fc.constantFrom<(value: object) => object>(
        (value) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
        (value) => ({ ...value, [key]: null }),
      ),
    ),
    ...((schema.minProperties ?? 0) > 0 ? [fc.constant(() => ({}))] : []),
    ...entries.map(([key, property]) =>
      invalid(property, all).map((wrong) => (value: object) => ({ ...value, [key]: wrong })),
    ),
  ];
  return fc
    .tuple(valid(schema, all) as Arbitrary<object>, fc.oneof(...faults))
    .map(([value, fault]) => fault(value));
}

/** Without the key `__proto__`, which the database's client leaves out. */
function anyJson(): Arbitrary<unknown> {
  const word = fc.string({ unit: 'binary', maxLength: 20 });
  return fc
    .record({ value: fc.jsonValue({ maxDepth: 4 }), word, html: fc.constantFrom(...HOSTILE) })
    .map((value) => JSON.stringify(value).replaceAll('\\u0000', '0'))
    .map((text) => JSON.parse(text.replaceAll('__proto__', 'proto')));
}

function clamp(value: number, { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: DocumentSchema) {
  return minimum + (value % (maximum - minimum + 1));
}

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

function big(): unknown {
  return { text: 'ä'.repeat(9000) };
}
