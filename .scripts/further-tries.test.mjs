import assert from 'node:assert/strict';
import { test } from 'node:test';
import { furtherTries } from './further-tries.mjs';

test('a loader hands on what the address of a further try ends with', () => {
  const { code } = furtherTries(
    `const a = part(async () => import('./menus-abc.js'));\nload(async () => import('./upload-abc.js').then(function (n) { return n.u; }));`,
  );
  assert.equal(
    code,
    `const a = part(async (again = '') => import('./menus-abc.js' + again));\nload(async (again = '') => import('./upload-abc.js' + again).then(function (n) { return n.u; }));`,
  );
});

test('the chat has one address', () => {
  const once = `const parts = await import('./chat-abc.js').then(function (n) { return n.c; });`;
  assert.equal(furtherTries(once).code, once);
});

test('an import without a further try ends the build', () => {
  assert.throws(() => furtherTries(`void import('./menus-abc.js').then(show);`), /menus/);
});
