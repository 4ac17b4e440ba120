import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { build } from 'esbuild';
import fc from 'fast-check';
import { INTERNAL, leanMarked } from './lean-marked.mjs';
import { at } from './tree.mjs';

const manifest = createRequire(at('sdk/package.json')).resolve('marked/package.json');
const file = manifest.replace('package.json', 'lib/marked.esm.js');
const code = await leanMarked(readFileSync(file, 'utf8'), file);

/** What the element draws with, on a marked. */
async function renderer(marked) {
  const asked = ['lexer', 'from-tokens', 'markdown'].map((name) => `export * from './${name}.js';`).join('');
  const { outputFiles } = await build({
    stdin: { contents: asked, resolveDir: at('sdk/src/render') },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      { name: 'marked', setup: (it) => it.onLoad({ filter: /marked\.esm\.js$/ }, () => ({ contents: marked })) },
    ],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
const whole = await renderer(readFileSync(file, 'utf8'));
const lean = await renderer(code);

const raws = (tokens) => tokens.map(({ type, raw, items }) => [type, raw, items && raws(items)]);

/** All that the element makes of a text: as a bot's, whole and while it grows, and as people's. */
const made = ({ lexBlocks, lexWritten, isClosed, blocksOf, writtenOf, Prose, writtenBlocks }, text) => {
  const tokens = lexBlocks(text);
  const words = lexWritten(text);
  const prose = new Prose(() => 0);
  const growing = [0.3, 0.6, 0.9].map((part) => prose.update(text.slice(0, part * text.length), true));
  return [
    [raws(tokens), blocksOf(tokens), raws(words), writtenOf(words)],
    // Texts side by side within those are one here, so that a mark is seen with what stands before it.
    /<(?:pre|code|kbd|script)/i.test(text) || isClosed(text),
    [...growing, prose.update(text, false), writtenBlocks(text)],
  ];
};

const same = (text) => assert.equal(JSON.stringify(made(lean, text)), JSON.stringify(made(whole, text)));

const PIECES = [
  ...[
    '# ',
    '## ',
    '- ',
    '* ',
    '1. ',
    '10) ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '> ',
    '---',
    '===',
    '***',
    '- [x] ',
    '| a | b |\n|---|:-:|\n',
  ],
  ...[
    '*',
    '**',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '``',
    '```',
    '~~~',
    '\\',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '<',
    '>',
    '|',
    '!',
    ':',
    '"',
    "'",
  ],
  ...[
    '<b>',
    '</b>',
    '<a href="x">',
    '</a>',
    '<br>',
    '<!--',
    '-->',
    '<div>\n',
    '</div>',
    '<pre>',
    '<script>',
    '</script>',
    '<?',
    '<![CDATA[',
  ],
  ...[
    '[a]: /x "t"\n',
    '[a][b]',
    '[a]',
    '[a](b "c")',
    '<https://x.example>',
    'www.x.example',
    'https://x.example/a_b',
    'a@b.example',
    'mailto:a@b.example',
    '[a](<b',
    '[a](b',
    '![a [b](c)',
    '[`',
  ],
  ...['word', 'a b', 'x', ' ', '.', ',', '&amp;', '&#60;', '&x;', 'ä', '你好', '🙂', '\r\n', '{', '}', '$', '^'],
  ...['\\\\', '\u00A0', '&#10;', '&#0;', '&#38;', '<code>', '</code>', '* [ ] ', '1) [X] ', '\n\n    ', '\\|', ' |\n'],
];

test('of marked without what it does not use the element makes the same', () => {
  const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(texts, same), { numRuns: 20_000 });
});

test('of hostile texts too', () => {
  const corpus = JSON.parse(readFileSync(at('sdk/test/fixtures/xss-html.json'), 'utf8'));
  const texts = JSON.stringify(corpus)
    .match(/"(?:[^"\\]|\\.)*"/g)
    .map((text) => JSON.parse(text));
  assert.ok(texts.length > 100);
  for (const text of texts) same(text);
});

test('what is not marked stays as it is, and a marked that is built in another way is refused by name', async () => {
  assert.equal(await leanMarked('export const a = 1;', '/node_modules/lit/index.js'), null);
  for (const part of ['reflinkSearch', 'emStrong(', 'this.options.pedantic?', 'blockTokens(', 'other:']) {
    const other = readFileSync(file, 'utf8').replaceAll(
      part,
      part.replace(/\w+(?=\W*$)/, (name) => 'z'.repeat(name.length)),
    );
    await assert.rejects(leanMarked(other, file), /built in another way/, part);
  }
});

test('nothing is left of references and of other options', () => {
  for (const left of ['pedantic?', 'reflinkSearch', 'hooks?']) assert.ok(!code.includes(`.${left}`), left);
});

test('the element asks for nothing that has another name here', () => {
  for (const source of ['lexer.ts', 'from-tokens.ts']) {
    const used = readFileSync(at('sdk/src/render', source), 'utf8');
    for (const name of INTERNAL) {
      assert.doesNotMatch(
        used,
        new RegExp(`\\.${name}\\b|\\boverride ${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\} = (?:token|lex)`),
        name,
      );
    }
  }
});
