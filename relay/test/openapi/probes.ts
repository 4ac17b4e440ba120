import { randomUUID } from 'node:crypto';
import type { ApiDocument, Located, Schema } from './document.js';

/** One request that brings about what every route documents: made from the document alone, so a new route needs none. */
export interface Probe {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** A path of the operation with ids that nobody has. */
export function strangePath({ path }: Located, query = ''): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'emoji' ? '%F0%9F%91%8D' : randomUUID())) + query;
}

/** The smallest body that the operation's schema takes, or undefined where it takes none as JSON. */
export function smallestBody(document: ApiDocument, { operation }: Located): unknown {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema === undefined ? undefined : smallest(document, schema);
}

function smallest(document: ApiDocument, schema: Schema): unknown {
  const resolved = document.resolve(schema);
  if (resolved.enum !== undefined) return resolved.enum[0];
  if (resolved.const !== undefined) return resolved.const;
  const branches = resolved.anyOf ?? resolved.oneOf ?? [];
  if (branches[0] !== undefined) return smallest(document, branches[0]);
  switch (Array.isArray(resolved.type) ? resolved.type[0] : resolved.type) {
    case 'object':
      return Object.fromEntries(
        (resolved.required ?? []).map((name) => [name, smallest(document, resolved.properties?.[name] ?? {})]),
      );
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return resolved.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return resolved.format === 'uuid' ? randomUUID() : 'x'.repeat(Math.max(1, resolved.minLength ?? 1));
  }
}

/** What a stranger of every kind asks of one operation: its ids lead nowhere, its form is right or wrong in one way. */
export function probesOf(document: ApiDocument, located: Located): Probe[] {
  const { method, operation } = located;
  const body = smallestBody(document, located);
  const required = (operation.parameters ?? []).filter(({ in: place, required: must }) => place === 'query' && must);
  const query = required.map(({ name, schema }) => `${name}=${String(smallest(document, schema))}`).join('&');
  const right: Probe = {
    method,
    path: strangePath(located, query === '' ? '' : `?${query}`),
    headers: body === undefined ? {} : JSON_BODY,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const probes = [right];
  if ((operation.parameters ?? []).some(({ in: place }) => place === 'query')) {
    probes.push({ ...right, path: strangePath(located, '?no_such_parameter=1') });
  }
  if (body === undefined) return probes;
  probes.push(
    { ...right, body: '{' },
    { ...right, body: JSON.stringify({ ...(body as object), no_such_field: 1 }) },
    { ...right, body: JSON.stringify({ pad: 'x'.repeat(70_000) }) },
    { ...right, headers: { 'content-type': 'text/plain' } },
  );
  return probes;
}

/** A method that no operation has on this path. */
export function otherMethod(located: Located): Probe {
  return { method: 'PURGE', path: strangePath(located), headers: {} };
}
