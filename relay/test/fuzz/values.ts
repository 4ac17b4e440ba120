import fc from 'fast-check';
import type { ApiDocument, Schema } from '../openapi/document.js';

/** Stands in a generated text for the canary of whoever's tenant sends it. */
export const OWN_CANARY = '{{canary}}';

/** Values that really lead somewhere, by the name of the field or of the part of a path. */
export type Pools = Readonly<Record<string, readonly unknown[]>>;

/** What a careless parser, store or page would stumble over. */
const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u{FEFF}',
  '\u202Etxt.exe',
  '\u2028\u2029',
  '\ud800',
  '\udc00\ud800',
  'e\u0301',
  '\u00e9',
  '😀'.repeat(2000),
  '👩‍👩‍👧‍👦',
  'Z\u0351\u036b\u0343'.repeat(200),
  'x'.repeat(16_385),
  '<script>alert(1)</script>',
  '"; DROP TABLE messages; --',
  "' OR 1=1 --",
  '%s%n%x',
  '${7*7}',
  '../../etc/passwd',
  'null',
  'NaN',
  '-1',
  '1e999',
  '00000000-0000-0000-0000-000000000000',
  'ﷺ'.repeat(100),
  'deal:*',
  '*',
];

const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  [null],
  { $ne: null },
  { $ref: '#' },
  { toString: 'x', valueOf: 'y', hasOwnProperty: 1 },
  { length: 1e9 },
  ...NASTY_TEXTS,
];

export const nastyText = fc.constantFrom(...NASTY_TEXTS);
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...NASTY_VALUES), fc.jsonValue());

const PLAIN = fc.oneof(
  fc.constantFrom(`hello ${OWN_CANARY}`, OWN_CANARY, `${OWN_CANARY} 😀`),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `${OWN_CANARY}${text}`),
);

/** Values that a schema takes. */
export function valuesOf(document: ApiDocument, schema: Schema, pools: Pools, name = ''): fc.Arbitrary<unknown> {
  const resolved = document.resolve(schema);
  const pool = resolved.type === 'array' || resolved.type === 'object' ? undefined : pools[name];
  const own = typed(document, resolved, pools, name);
  return pool === undefined ? own : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pool) }, own);
}

function typed(document: ApiDocument, schema: Schema, pools: Pools, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return fc.oneof(...branches.map((each) => valuesOf(document, each, pools, name)));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any']);
  return fc.oneof(...types.map((type) => ofType(document, type, schema, pools, name)));
}

function ofType(document: ApiDocument, type: string, schema: Schema, pools: Pools, name: string) {
  switch (type) {
    case 'string':
      return strings(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(document, schema.items ?? {}, pools, name), { maxLength: 4 });
    case 'object':
      return objects(document, schema, pools);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function strings({ format, pattern, minLength = 0, maxLength = 10_000 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return PLAIN.map((text) => text.slice(0, maxLength).toWellFormed()).filter((text) => text.length >= minLength);
}

function objects(document: ApiDocument, schema: Schema, pools: Pools): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([key, each]) => {
    const value = valuesOf(document, each, pools, key);
    // With each field as likely as not, a request with ten would hardly ever be taken.
    const rare = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
    return [key, schema.required?.includes(key) === true || key === 'text' ? value : rare] as const;
  });
  const known = fc.record(Object.fromEntries(fields)).map((all) => JSON.parse(JSON.stringify(all)) as object);
  const { additionalProperties: more } = schema;
  if (typeof more !== 'object') return known;
  const free = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), valuesOf(document, more, pools), {
    maxKeys: 3,
  });
  return fc.tuple(known, free).map(([left, right]) => ({ ...right, ...left }));
}
