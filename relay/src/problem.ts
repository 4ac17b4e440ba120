import { STATUS_CODES } from 'node:http';
import { CODES, type Code, type Problem } from '@crm-chat/sdk/protocol';
import { RelayError } from './errors.js';

/** RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** What every answer carries: nothing is sniffed, framed or run that was not meant to be, and no URL is passed on. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
});

/** Names and paths in an error come from the request: enough to find the field, too little to carry anything. */
const PATH_CHARS_MAX = 200;
const ERRORS_MAX = 20;

const clip = (value: string) => value.slice(0, PATH_CHARS_MAX).toWellFormed();

export function problemOf(error: RelayError): Problem {
  const { status, title } = CODES[error.code];
  const retryAfter = error.retryAfter ?? DEFAULT_RETRY_S[error.code];
  return {
    type: `urn:crm-chat:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.errors && {
      errors: error.errors
        .slice(0, ERRORS_MAX)
        .map(({ path, message }) => ({ path: clip(path), message: clip(message) })),
    }),
    ...(retryAfter !== undefined && { retry_after: wholeSeconds(retryAfter) }),
  };
}

const wholeSeconds = (seconds: number): number => (Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 3600);

/** Seconds to wait where the relay knows no better: a client without any would come again at once. */
const DEFAULT_RETRY_S: Partial<Record<Code, number>> = {
  draining: 2,
  overloaded: 5,
  storage_unavailable: 10,
  too_many_connections: 5,
  rate_limited: 1,
};

/** The answer on a bare connection, where no request came about: what is no HTTP, or an upgrade that is refused. */
export function rawProblem(code: Code, headers: Readonly<Record<string, string>> = {}): string {
  const problem = problemOf(new RelayError(code));
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
    ...(problem.retry_after !== undefined && { 'retry-after': String(problem.retry_after) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}
