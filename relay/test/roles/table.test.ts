import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { CHAT_ROLES, HTTP_ROLES, subjectOf } from '../../src/service/roles.js';
import { CLIENT_FRAMES } from '../../src/socket/frames.js';
import { operations, rolesFile, rolesMarkdown } from './markdown.js';

const subjects = (rows: object) => [...new Set(Object.keys(rows).map(subjectOf))].sort();

test('every route of the OpenAPI document has a row, and every row is of such a route', async () => {
  assert.deepEqual(subjects(HTTP_ROLES), [...(await operations()).keys()].sort());
});

test('every frame that a client may say has a row, and every row is of such a frame', () => {
  assert.deepEqual(subjects(CHAT_ROLES), Object.keys(CLIENT_FRAMES).sort());
});

test('docs/roles.md is what `npm run roles` prints', async () => {
  assert.equal(
    await readFile(rolesFile, 'utf8'),
    await rolesMarkdown(),
    'docs/roles.md is stale: npm run roles -- --write',
  );
});
