import { z, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CODES, type Code, type Limits } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import { clientAddress } from '../address.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { readJson } from './body.js';
import type { Env } from './env.js';
import type { Guard } from './guard.js';
import { PROBLEM_TYPE } from './problem.js';
import { problemSchema } from './schemas/entities.js';
import type { Exact } from './schemas/exact.js';

export interface EndpointGround {
  readonly app: OpenAPIHono<Env>;
  readonly guard: Guard;
  readonly limits: Readonly<Limits>;
  readonly trustedProxyHops: number;
  readonly clock: Clock;
}

interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly stream?: string;
  /** Bytes of any type. */
  readonly binary?: true;
}

/** One route: what it takes, what it answers, which codes it may come to. The document is made from this very object. */
export interface EndpointSpec<Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** As in docs/protocol.md: with `{id}` and the closing slash. It is served without the slash as well. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: Query;
  readonly body?: Body;
  /** The fields of a `multipart/form-data` body, which the handler reads itself, as it arrives. */
  readonly form?: z.ZodType;
  /** Whether a request without a body means an empty object. */
  readonly bodyOptional?: boolean;
  /** Whether `Idempotency-Key` stands for `client_id`. */
  readonly idempotencyKey?: boolean;
  /** Lets a request with `ticket` in its query through without a token. @throws RelayError `token_invalid`, `token_expired` */
  readonly admitTicket?: (id: string, ticket: string) => Promise<Principal>;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly codes: readonly Code[];
}

/** A request that has passed its endpoint's checks. */
export interface Checked<Query extends z.ZodType, Body extends z.ZodType> {
  readonly principal: Principal;
  readonly id: string;
  /** A part of the path, percent-decoded: as it was sent, or empty where the path has none of that name. */
  readonly param: (name: string) => string;
  readonly query: Exact<z.output<Query>>;
  readonly body: Exact<z.output<Body>>;
  /** `Idempotency-Key`, where the endpoint takes one: for handlers that read their body themselves. */
  readonly idempotencyKey: string | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  readonly c: Context<Env>;
}

/** Serves an endpoint and writes it into the document. */
export function endpoint<Query extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
  ground: EndpointGround,
  spec: EndpointSpec<Query, Body>,
  answer: (request: Checked<Query, Body>) => Promise<Response>,
): void {
  const { app, guard, trustedProxyHops } = ground;
  app.openAPIRegistry.registerPath(documented(spec));
  const served = spec.path.replace(/\/$/, '').replace(/\{(\w+)\}/g, ':$1');
  app.on(spec.method.toUpperCase(), served, async (c) => {
    c.set('route', spec.path);
    const address = addressOf(c, trustedProxyHops);
    const principal = await admit(c, spec, guard, address);
    const query = spec.query ? check(spec.query, queryOf(c)) : undefined;
    const body = spec.body ? check(spec.body, await bodyOf(c, spec, ground)) : undefined;
    return await answer({
      principal,
      id: c.req.param('id') ?? '',
      param: (name) => c.req.param(name) ?? '',
      query: query as Exact<z.output<Query>>,
      body: body as Exact<z.output<Body>>,
      idempotencyKey: idempotencyKeyOf(c, spec),
      signal: c.req.raw.signal,
      c,
    });
  });
}

function admit(
  c: Context<Env>,
  { admitTicket }: Pick<EndpointSpec<z.ZodType, z.ZodType>, 'admitTicket'>,
  guard: Guard,
  address: string,
): Promise<Principal> {
  const authorization = c.req.header('authorization');
  const ticket = authorization === undefined && admitTicket ? c.req.query('ticket') : undefined;
  if (ticket === undefined || !admitTicket) return guard.admit(authorization, address);
  return guard.watch(() => admitTicket(c.req.param('id') ?? '', ticket), address);
}

function addressOf(c: Context<Env>, trustedProxyHops: number): string {
  // Without Node's server below it, as in a test, a request comes from nowhere.
  const { incoming } = (c.env as Env['Bindings'] | undefined) ?? {};
  return clientAddress(incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), trustedProxyHops);
}

/** @throws RelayError `invalid` where a parameter is given twice: which one is meant? */
function queryOf(c: Context<Env>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ''] = values;
    if (values.length > 1) throw invalid([{ path: name, message: 'is given more than once' }]);
    // Not by assignment: a parameter may be called `__proto__`.
    Object.defineProperty(query, name, { value, enumerable: true });
  }
  return query;
}

async function bodyOf(
  c: Context<Env>,
  spec: Pick<EndpointSpec<z.ZodType, z.ZodType>, 'bodyOptional' | 'idempotencyKey'>,
  { limits, clock }: Pick<EndpointGround, 'limits' | 'clock'>,
): Promise<unknown> {
  const body = await readJson(c.req.raw, limits, clock);
  if (body === undefined && spec.bodyOptional !== true) throw new RelayError('malformed', 'A JSON body is needed.');
  const object = (body ?? {}) as Record<string, unknown>;
  const key = idempotencyKeyOf(c, spec);
  return key === undefined || object['client_id'] !== undefined ? object : { ...object, client_id: key };
}

function idempotencyKeyOf(
  c: Context<Env>,
  spec: Pick<EndpointSpec<z.ZodType, z.ZodType>, 'idempotencyKey'>,
): string | undefined {
  const key = spec.idempotencyKey === true ? c.req.header('idempotency-key') : undefined;
  // The draft of the header (draft-ietf-httpapi-idempotency-key-header) writes it as a quoted string.
  return key?.replace(/^"(.*)"$/, '$1');
}

function check(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap(faults));
}

type Fault = { path: string; message: string };

function faults(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'is not a field here' }));
  }
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return [{ path, message: `has to be ${ARTICLES[issue.expected] ?? issue.expected}` }];
  }
  // zod's own words for the rest do not quote the input either.
  return [{ path, message: issue.message }];
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
  number: 'a number',
};

function invalid(errors: Fault[]): RelayError {
  const [first] = errors;
  const detail = first === undefined ? undefined : `${first.path.slice(0, 200)} ${first.message}.`;
  return new RelayError('invalid', detail, { errors });
}

/** Every endpoint may come to these. */
const ALWAYS: readonly Code[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'method_not_allowed',
  'rate_limited',
  'internal',
  'draining',
  'overloaded',
  'storage_unavailable',
];
const WITH_BODY: readonly Code[] = ['malformed', 'request_timeout', 'too_large', 'unsupported_media_type', 'invalid'];

function documented(spec: EndpointSpec<z.ZodType, z.ZodType>): RouteConfig {
  const { method, path, operationId, summary, description, query, body, form } = spec;
  const codes = new Set<Code>([
    ...ALWAYS,
    ...(body || form ? WITH_BODY : query ? (['invalid'] as const) : []),
    ...(path.includes('{id}') ? (['not_found'] as const) : []),
    ...spec.codes,
  ]);
  return {
    method,
    path,
    operationId,
    summary,
    tags: [tagOf(path)],
    ...(description !== undefined && { description }),
    security: [{ bearer: [] }, ...(spec.admitTicket ? [{ ticket: [] }] : [])],
    request: {
      ...parametersOf(path),
      ...(query && { query: query as z.ZodObject }),
      ...(spec.idempotencyKey && { headers: idempotencyHeader }),
      ...(body && {
        body: { required: spec.bodyOptional !== true, content: { 'application/json': { schema: body } } },
      }),
      ...(form && { body: { required: true, content: { 'multipart/form-data': { schema: form } } } }),
    },
    responses: { ...answersOf(spec), ...problemsOf(codes) },
  };
}

/** Parts of a path that are no id of ours. */
const PARTS: Readonly<Record<string, string>> = {
  user: "A person's id, percent-encoded.",
  emoji: 'One emoji, percent-encoded.',
  prompt: "A prompt's id, percent-encoded.",
};

function parametersOf(path: string): { params?: z.ZodObject } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) return {};
  const schemaOf = (name: string) => {
    const description = PARTS[name];
    return z.string().openapi(description === undefined ? { format: 'uuid' } : { description });
  };
  return { params: z.object(Object.fromEntries(names.map((name) => [name, schemaOf(name)]))) };
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z.string().max(128).optional().openapi({ description: 'Used where the body has no `client_id`.' }),
});

function answersOf({ answers }: EndpointSpec<z.ZodType, z.ZodType>): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, stream, binary }]) => {
      const content = {
        ...(schema && { 'application/json': { schema } }),
        ...(binary && { '*/*': { schema: z.string().openapi({ format: 'binary' }) } }),
        ...(stream !== undefined && { 'text/event-stream': { schema: z.string().openapi({ description: stream }) } }),
      };
      return [status, { description, ...(Object.keys(content).length > 0 && { content }) }];
    }),
  );
}

const TAGS: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/admin\//, 'Admin'],
  [/^\/api\/conversations\//, 'Conversations'],
  [/^\/api\/bot-/, 'Bot'],
  [/^\/api\/(uploads|attachments)\//, 'Files'],
  [/^\/api\/(user-response|messages)\//, 'Messages'],
];

/** The heading that a route stands under in Swagger UI and in a Postman collection. */
const tagOf = (path: string): string => TAGS.find(([pattern]) => pattern.test(path))?.[1] ?? 'Other';

/** The problems by status, each with the codes that it may have. */
function problemsOf(codes: ReadonlySet<Code>): RouteConfig['responses'] {
  const byStatus = new Map<number, Code[]>();
  for (const code of codes) byStatus.set(CODES[code].status, [...(byStatus.get(CODES[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => {
      const description = list.map((code) => `\`${code}\`: ${CODES[code].title}`).join(' ');
      const headers = status === 429 || status === 503 ? { headers: retryAfterHeader } : {};
      return [status, { description, ...headers, content: { [PROBLEM_TYPE]: { schema: problemSchema } } }];
    }),
  );
}

const retryAfterHeader = z.object({ 'Retry-After': z.string().openapi({ description: 'Whole seconds to wait.' }) });
