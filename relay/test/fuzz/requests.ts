import fc from 'fast-check';
import type { ApiDocument, Located, Parameter } from '../openapi/document.js';
import { FORMS, type FuzzForm } from './forms.js';
import { nastyText, nastyValue, valuesOf, type Pools } from './values.js';

/** One request as it goes over the wire. */
export interface FuzzRequest {
  readonly kind: 'valid' | 'nearly' | 'hostile';
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Each character of the body is a byte; otherwise it goes out as UTF-8. */
  readonly isBytes?: boolean;
}

/** A request that is not text yet, so that one thing of it can be changed. */
interface Draft {
  readonly located: Located;
  readonly parts: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A wait is a wait; what a poll does while it waits has tests of its own. */
const NO_WAIT: Pools = { wait: [0] };

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

/** The pool of a part of a path goes by what stands before it: the id of a conversation is none of a message. */
function partName(path: string, name: string): string {
  const before = path.split(`/{${name}}`)[0]?.split('/').at(-1) ?? '';
  return name === 'id' ? `${before.replace(/s$/, '')}_id` : name;
}

function parametersOf(document: ApiDocument, { path, operation }: Located, pools: Pools) {
  const of = (place: Parameter['in']) => (operation.parameters ?? []).filter((each) => each.in === place);
  const text = (name: string, each: Parameter) => valuesOf(document, each.schema, pools, name).map(String);
  const parts = fc.record(
    Object.fromEntries(of('path').map((each) => [each.name, text(partName(path, each.name), each)])),
  );
  const optional = (each: Parameter) =>
    fc.option(text(each.name, each), { nil: undefined, freq: each.required === true ? 1000 : 1 });
  const query = fc.record(Object.fromEntries(of('query').map((each) => [each.name, optional(each)])));
  return { parts, query };
}

function drafts(document: ApiDocument, located: Located, pools: Pools): fc.Arbitrary<Draft> {
  const { parts, query } = parametersOf(document, located, pools);
  const { requestBody } = located.operation;
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema === undefined ? fc.constant(undefined) : valuesOf(document, schema, pools);
  const headers = fc.constantFrom({}, {}, {}, { accept: '*/*' }, { origin: 'https://crm.test' });
  return fc.tuple(parts, query, body, headers).map(([p, q, b, h]) => ({
    located,
    parts: p,
    query: Object.entries(q).filter((entry): entry is [string, string] => entry[1] !== undefined),
    body: b,
    headers: { ...h, ...(b === undefined ? {} : JSON_TYPE) },
  }));
}

function written(draft: Draft, kind: FuzzRequest['kind']): FuzzRequest {
  const { located, parts, query, body, headers } = draft;
  const path = located.path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts[name] ?? ''));
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return {
    kind,
    operationId: located.operation.operationId,
    method: located.method,
    path: search === '' ? path : `${path}?${search}`,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  };
}

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)];

/** Names that reach a prototype; as JSON text, since an object literal could not hold the first. */
const UNSAFE = ['__proto__', 'constructor', 'prototype', 'toString', 'no_such_field', ''];

/** One thing is wrong. */
const MUTATIONS: readonly ((request: Draft, at: number, value: unknown) => Draft)[] = [
  (draft, at) => withoutKey(draft, at),
  (draft, at, value) => withField(draft, pick(Object.keys(objectOf(draft.body)), at) ?? 'x', value),
  (draft, at, value) => withField(draft, pick(UNSAFE, at) ?? 'x', value),
  (draft, at, value) => ({
    ...draft,
    parts: { ...draft.parts, [pick(Object.keys(draft.parts), at) ?? 'none']: asText(value) },
  }),
  (draft, at, value) => ({ ...draft, query: [...draft.query, [pick(UNSAFE, at) ?? '', asText(value)]] }),
  (draft) => ({ ...draft, query: [...draft.query, ...draft.query] }),
  (draft, at, value) => ({
    ...draft,
    query: draft.query.map(([name, own], index) => [name, index === at % draft.query.length ? asText(value) : own]),
  }),
  (draft, _at, value) => ({ ...draft, body: value, headers: { ...draft.headers, ...JSON_TYPE } }),
  (draft, at) => ({
    ...draft,
    headers: {
      ...draft.headers,
      'content-type': pick(['text/plain', 'application/jsonp', 'multipart/form-data'], at) ?? '',
    },
  }),
  (draft, at) => ({ ...draft, headers: { ...draft.headers, ...(pick(ODD_HEADERS, at) ?? {}) } }),
  (draft) => ({ ...draft, body: undefined }),
];

const ODD_HEADERS: readonly Record<string, string>[] = [
  { 'content-encoding': 'gzip' },
  { 'idempotency-key': '"' },
  { 'idempotency-key': 'x'.repeat(200) },
  { accept: 'image/png' },
  { accept: 'text/event-stream;q=0.5, application/json;q=0' },
  { 'x-forwarded-for': '::1, 10.0.0.1, nonsense' },
  { 'x-http-method-override': 'DELETE' },
  { range: 'bytes=0-0,5-1' },
  { 'if-none-match': '*' },
  { origin: 'null' },
  { cookie: 'token=x' },
  { 'accept-encoding': 'br;q=1.0, *;q=0.5' },
];

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function withField(draft: Draft, name: string, value: unknown): Draft {
  const body = { ...objectOf(draft.body) };
  Object.defineProperty(body, name, { value, enumerable: true, configurable: true, writable: true });
  return { ...draft, body, headers: { ...draft.headers, ...JSON_TYPE } };
}

function withoutKey(draft: Draft, at: number): Draft {
  const body = { ...objectOf(draft.body) };
  const key = pick(Object.keys(body), at);
  return { ...draft, body: Object.fromEntries(Object.entries(body).filter(([name]) => name !== key)) };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE', 'TRACE'];

/** Paths that a router could take for others. Printable ASCII: Node's own client sends nothing else. */
const PATHS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `/${path}`,
  (path) => path.replaceAll('/', '//'),
  (path) => `${path}../`,
  (path) => `${path}%2e%2e%2f`,
  (path) => `${path}%00`,
  (path) => `${path}%`,
  (path) => `${path}%c0%af`,
  (path) => `${path};a=b`,
  (path) => path.replace('/api', '/API'),
  (path) => `${path}?`,
  (path) => `${path}?a=b&a=b&&=&%=%zz&__proto__=1&constructor[prototype]=1`,
  (path) => `${path}#fragment`,
  (path) => `${path}${'x'.repeat(4000)}`,
  (path) => `http://elsewhere.test${path}`,
  (path) => path.replace(/[0-9a-f-]{36}/, '*'),
];

const deep = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;

/** Bodies that are not what JSON.stringify would ever write. */
const BODIES = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '}',
    'null',
    '[]',
    '"text"',
    '{"text":"a","text":"b"}',
    '{"text":"\\ud800"}',
    '{"text":1e999}',
    '{"__proto__":{"role":"admin"}}',
    '{"constructor":{"prototype":{"role":"admin"}}}',
    '{"text":"x"}}',
    '\u{FEFF}{"text":"x"}',
    "{'text':'x'}",
    '{"text":"x",}',
    '{"since":-0,"wait":0}',
    '{"since":9007199254740993,"wait":0}',
    deep('[', ']', 31),
    deep('[', ']', 5000),
    deep('{"a":', '}', 31),
    deep('{"metadata":', '}', 40),
    `{"text":"${'\\u0000'.repeat(2000)}"}`,
    `{"text":"${'x'.repeat(70_000)}"}`,
    `{${Array.from({ length: 3000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  ),
  nastyValue.map((value) => JSON.stringify({ text: value, metadata: value, title: value, subject: value })),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed()),
);

function hostile(draft: Draft): fc.Arbitrary<FuzzRequest> {
  const plain = written(draft, 'hostile');
  return fc
    .record({
      method: fc.constantFrom(draft.located.method, draft.located.method, ...METHODS),
      bend: fc.constantFrom(...PATHS),
      body: fc.option(BODIES, { nil: plain.body }),
      headers: fc.constantFrom({}, ...ODD_HEADERS),
    })
    .map(({ method, bend, body, headers }) => ({
      ...plain,
      method,
      path: bend(plain.path),
      headers: { ...plain.headers, ...headers, ...(body === null ? {} : JSON_TYPE) },
      body: ['GET', 'HEAD', 'TRACE'].includes(method) ? null : body,
    }));
}

/** A request with a form for its body; of one in three the rest is hostile too. */
function withForms(draft: fc.Arbitrary<Draft>): fc.Arbitrary<FuzzRequest> {
  const carrying = (request: FuzzRequest, { type, body }: FuzzForm): FuzzRequest => ({
    ...request,
    headers: { ...request.headers, 'content-type': type },
    body,
    isBytes: true,
  });
  const of = (kind: FuzzRequest['kind']) =>
    fc.tuple(draft, FORMS[kind]).map(([each, form]) => carrying(written(each, kind), form));
  const bent = fc
    .tuple(draft.chain(hostile), FORMS.hostile)
    .map(([request, form]) => (request.body === null ? request : carrying(request, form)));
  return fc.oneof(of('valid'), of('nearly'), of('nearly'), of('hostile'), bent);
}

/** Requests of one operation: a third each valid, nearly valid, and hostile. */
function requestsOf(document: ApiDocument, located: Located, pools: Pools): fc.Arbitrary<FuzzRequest> {
  const draft = drafts(document, located, { ...pools, ...NO_WAIT });
  // Without a form it is tried as well, now and then.
  const forms = 'multipart/form-data' in (located.operation.requestBody?.content ?? {}) ? withForms(draft) : null;
  const nearly = fc
    .tuple(draft, fc.constantFrom(...MUTATIONS), fc.nat(20), fc.oneof(nastyText, nastyValue))
    .map(([each, mutate, at, value]) => written(mutate(each, at, value), 'nearly'));
  const plain = fc.oneof(
    draft.map((each) => written(each, 'valid')),
    nearly,
    draft.chain(hostile),
  );
  return forms === null ? plain : fc.oneof({ weight: 4, arbitrary: forms }, { weight: 1, arbitrary: plain });
}

/**
 * Requests to everything that the document names.
 *
 * @param only one operation instead, by its id.
 */
export function requests(document: ApiDocument, pools: Pools, only?: string): fc.Arbitrary<FuzzRequest> {
  const asked = document.operations.filter(({ operation: { operationId } }) => operationId === (only ?? operationId));
  const weighed = asked.map((located) => ({
    // What is removed gives nothing more to find.
    weight: located.method === 'DELETE' ? 1 : 5,
    arbitrary: requestsOf(document, located, pools),
  }));
  return fc.oneof(...weighed);
}
