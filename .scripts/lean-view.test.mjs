import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { parseAst } from 'rollup/parseAst';
import { leanView } from './lean-view.mjs';

const compiled = (code) =>
  transformSync(code, {
    loader: 'ts',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  }).code;
const lean = (code, id = '/sdk/src/view/panel/panel.ts') => leanView(code, id, parseAst);

test('a style sheet and a template lose white space, and what else stands between backticks does not', () => {
  const code = [
    'const a = css`\n  /* Why. */\n  .a > .b {\n    opacity: 0.5;\n    margin: -0.5em calc(1px + 0.5em);\n  }\n`;',
    'const b = html`\n  <p>\n    ${c}<b\n      >d</b\n    >\n  </p>\n`;',
    'const d = `\n  e`;',
  ].join('\n');
  assert.equal(
    lean(code).code,
    'const a = css` .a>.b{opacity:.5;margin:-.5em calc(1px + .5em)}`;\nconst b = html` <p> ${c}<b >d</b > </p> `;\nconst d = `\n  e`;',
  );
  assert.equal(lean(code, '/node_modules/lit/index.js'), null);
});

test('its map finds what stands behind', () => {
  const code = 'const a = html`\n\n\n  <p></p>`;\nconst here = 1;';
  const { code: text, map } = lean(code);
  const line = text.split('\n').findIndex((one) => one.includes('here'));
  const { originalLine } = new SourceMap(JSON.parse(String(map))).findEntry(line, 0);
  assert.equal(originalLine, 4);
});

test('properties are declared as the decorators of lit declare them', () => {
  const made = [];
  class Base {
    static createProperty(name, options) {
      made.push([this.name, name, options]);
    }
  }
  const code = lean(
    compiled(`class A extends Base {
      @property({ attribute: false }) a;
      @property({ attribute: false }) b;
      @property() c;
      @state() d;
      @property({ attribute: false }) e;
    }`),
  ).code;
  new Function('Base', code)(Base);
  const plain = { attribute: false };
  assert.deepEqual(made, [
    ['A', 'a', plain],
    ['A', 'b', plain],
    ['A', 'c', undefined],
    ['A', 'd', { state: true, attribute: false }],
    ['A', 'e', plain],
  ]);
});

test('any other decorator is refused', () => {
  for (const other of ['@query("a") b;', '@property() get b() { return 1 }', '@property() @state() b;']) {
    assert.throws(() => lean(compiled(`class A { ${other} }`)), /does not know/, other);
  }
});
