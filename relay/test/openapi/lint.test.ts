import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { createRig } from '../http/rig.js';

test('the document is a good OpenAPI document by the judgement of its best known linter', async (t) => {
  const source = await (await createRig(t).app.request('/openapi.json')).text();
  const config = await createConfig({
    extends: ['recommended-strict'],
    // Paths of a Django project end so, and integrators rely on them; both spellings are served.
    rules: { 'no-path-trailing-slash': 'off' },
  });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`),
    [],
  );
});
