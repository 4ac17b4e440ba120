import assert from 'node:assert/strict';
import { test } from 'node:test';
import { furtherTries } from './further-tries.mjs';

test('a loader hands on what the address of a further try ends with', () => {
  const { code } = furtherTries(
    `const a = part(async () => import('./menus-Ab-c_1eF.js'));\nload(async () => import('./upload-Ab-c_1eF.js').then(function (n) { return n.u; }));`,
  );
  assert.equal(
    code,
    `const a = part(async (again = '') => import('./menus-Ab-c_1eF.js' + again));\nload(async (again = '') => import('./upload-Ab-c_1eF.js' + again).then(function (n) { return n.u; }));`,
  );
});

test('the chat has one address', () => {
  const once = `const parts = await import('./chat-Ab-c_1eF.js').then(function (n) { return n.c; });`;
  assert.equal(furtherTries(once).code, once);
});

test('an import without a further try ends the build', () => {
  assert.throws(() => furtherTries(`void import('./menus-Ab-c_1eF.js').then(show);`), /menus/);
});
