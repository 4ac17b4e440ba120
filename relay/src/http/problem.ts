import type { RelayError } from '../errors.js';
import { PROBLEM_TYPE, problemOf, SECURITY_HEADERS } from '../problem.js';

export { PROBLEM_TYPE, problemOf };

/** The answer to a request that came to nothing. */
export function problemResponse(error: RelayError, headers: Record<string, string> = {}): Response {
  const problem = problemOf(error);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      ...SECURITY_HEADERS,
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
