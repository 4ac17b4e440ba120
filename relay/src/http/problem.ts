import { CODES, type Code, type Problem } from '@crm-chat/sdk/protocol';
import type { RelayError } from '../errors.js';

/** Names and paths in an error come from the request: enough to find the field, too little to carry anything. */
const PATH_CHARS_MAX = 200;
const ERRORS_MAX = 20;

/** RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

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

/** The answer to a request that came to nothing. */
export function problemResponse(error: RelayError, headers: Record<string, string> = {}): Response {
  const problem = problemOf(error);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(problem.retry_after !== undefined && { 'retry-after': String(problem.retry_after) }),
      // RFC 6750, section 3: the error is named only where a token was shown.
      ...(problem.status === 401 && {
        'www-authenticate': problem.code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"',
      }),
      ...headers,
    },
  });
}
