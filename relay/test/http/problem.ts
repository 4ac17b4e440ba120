import assert from 'node:assert/strict';
import { CODES, type Code, type Problem } from '@crm-chat/sdk/protocol';

/** The answer is a problem with this code, in the one form that all have. */
export async function isProblem(response: Response, code: Code): Promise<Problem> {
  const text = await response.text();
  assert.equal(response.headers.get('content-type'), 'application/problem+json', text);
  const problem = JSON.parse(text) as Problem;
  assert.equal(problem.code, code, text);
  assert.equal(problem.status, CODES[code].status);
  assert.equal(response.status, CODES[code].status);
  assert.equal(problem.title, CODES[code].title);
  assert.ok(problem.detail.length > 0);
  return problem;
}
