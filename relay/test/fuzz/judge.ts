import type { ApiDocument } from '../openapi/document.js';
import type { FuzzRequest } from './requests.js';
import { forbiddenTo, type Answer, type Role } from './world.js';

const PROBLEM = { $ref: '#/components/schemas/Problem' };
/** What a path that the document does not name, or a method, may come to. */
const OUTSIDE: ReadonlySet<number> = new Set([200, 204, 400, 401, 404, 405, 413, 414, 415, 422, 429, 431]);

/** Null where the answer is one that the document promises to this role, else what is wrong with it. */
export function verdict(document: ApiDocument, request: FuzzRequest, role: Role, answer: Answer): string | null {
  const leaked = forbiddenTo(role).filter((word) => answer.text.includes(word) || headersOf(answer).includes(word));
  if (leaked.length > 0) return `a word that is not for ${role}: ${leaked.join(', ')}`;
  if (answer.status >= 500) return 'a failure of the relay';
  if (request.method === 'HEAD') return answer.text === '' ? null : 'a body';
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  const located = document.operationAt(request.method, request.path);
  // Too long to become a request at all: Node's parser says so, whichever route was meant.
  if (answer.status === 431 && request.path.length > 8000) return shapeFault(document, PROBLEM, answer);
  const described = located?.operation.responses[String(answer.status)];
  if (located !== undefined && described === undefined) return 'a status that the document does not name';
  if (located === undefined && !OUTSIDE.has(answer.status)) return 'an odd status for what is not in the document';
  if (answer.status >= 400)
    return type === 'application/problem+json' ? shapeFault(document, PROBLEM, answer) : `a ${type}`;
  if (described === undefined) return null;
  if (described.content === undefined) return answer.text === '' ? null : 'a body where none is promised';
  // `*/*`: the bytes of a file, of whatever type it is.
  const schema = (described.content[type] ?? described.content['*/*'])?.schema;
  if (schema === undefined) return `a ${type}, which the document does not name`;
  return type.endsWith('json') ? shapeFault(document, schema, answer) : null;
}

const headersOf = ({ headers }: Answer): string => JSON.stringify(headers);

function shapeFault(document: ApiDocument, schema: object, { text }: Answer): string | null {
  const fault = document.fault(schema, JSON.parse(text));
  return fault === null ? null : `another shape than the document says: ${fault}`;
}
