import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { leanLit, UNUSED } from './lean-lit.mjs';
import { at } from './tree.mjs';

const FILES = [
  'lit-html/lit-html.js',
  'lit-html/directives/live.js',
  'lit-html/directives/repeat.js',
  '@lit/reactive-element/css-tag.js',
  '@lit/reactive-element/reactive-element.js',
  'lit-element/lit-element.js',
];
const read = (file) => readFileSync(at('node_modules', file), 'utf8');

test('the lit that is installed is cut, and is a module still', async () => {
  for (const file of FILES) {
    const code = leanLit(read(file), `/x/node_modules/${file}`);
    assert.ok(code.length < read(file).length, file);
    await assert.doesNotReject(
      import(`data:text/javascript,${encodeURIComponent(`function f(){${withoutModules(code)}}`)}`),
    );
  }
});

/** A module's body, as a function's. */
const withoutModules = (code) =>
  code.replace(/\bexport ?\*[^;]*;|\b(?:import|export) ?\{[^}]*\}(?:from"[^"]*")?;?/g, '');

test('another lit is refused by name, and what is not lit stays as it is', () => {
  for (const file of FILES) {
    assert.throws(() => leanLit('class Other {}', `/x/node_modules/${file}`), /built in another way.*lean-lit/, file);
  }
  assert.equal(leanLit('class Other {}', '/x/node_modules/lit/index.js'), null);
});

test('the sources use nothing of what is cut', () => {
  const used = [
    'svg`<g/>`',
    'html`<p><!-- ${why} --></p>`',
    'html`<textarea>${text}</textarea>`',
    '{ handleEvent: listener, passive: true }',
    '@property({ type: Number }) a = 1;',
    '@property({ attribute: false })\n  get a() {}',
    'host.removeController(this)',
  ];
  for (const [n, pattern] of UNUSED.entries()) assert.match(used[n], pattern);
  const files = readdirSync(at('sdk/src/view'), { recursive: true }).filter((file) => file.endsWith('.ts'));
  assert.ok(files.length > 100);
  for (const file of files) {
    const source = readFileSync(at('sdk/src/view', file), 'utf8');
    for (const pattern of UNUSED) assert.doesNotMatch(source, pattern, file);
  }
});
