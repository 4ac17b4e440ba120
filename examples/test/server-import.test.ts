import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { at } from './support/tree.js';

const { exports } = JSON.parse(readFileSync(at('sdk/package.json'), 'utf8')) as { exports: Record<string, object> };
const modules = Object.keys(exports)
  .filter((name) => !name.endsWith('.json'))
  .map((name) => name.replace('.', '@crm-chat/sdk'));

/** What a module leaves behind in a Node that knows nothing of browsers. */
const probe = `
  const module = await import(process.argv[1]);
  console.log(JSON.stringify({
    names: Object.keys(module),
    registered: globalThis.customElements?.get('crm-chat') !== undefined,
    browser: ['window', 'document', 'HTMLElement'].filter((name) => name in globalThis),
  }));
`;

for (const name of modules) {
  test(`${name} can be imported on a server: nothing is registered or left running`, async () => {
    // A process of its own, which ends by itself: what kept a socket or a timer would keep it.
    const args = ['--input-type=module', '--eval', probe, name];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: at('examples') });
    const { names, ...left } = JSON.parse(stdout) as { names: string[] };
    assert.deepEqual(left, { registered: false, browser: [] });
    assert.equal(stderr, '');
    const expected = { '@crm-chat/sdk': 'createChat', '@crm-chat/sdk/react': 'CrmChat' }[name];
    if (expected) assert.ok(names.includes(expected));
  });
}

test('@crm-chat/sdk/react says that it is for clients, as the first thing in its file', () => {
  assert.match(readFileSync(at('sdk/dist/npm/frameworks/react.js'), 'utf8'), /^'use client';\n/);
});
