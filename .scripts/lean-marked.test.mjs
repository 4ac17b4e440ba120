import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { INTERNAL, leanMarked } from './lean-marked.mjs';
import { at } from './tree.mjs';

const manifest = createRequire(at('sdk/package.json')).resolve('marked/package.json');
const file = manifest.replace('package.json', 'lib/marked.esm.js');
const whole = await import(pathToFileURL(file).href);
const code = await leanMarked(readFileSync(file, 'utf8'), file);
const lean = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** As sdk/src/render/lexer.ts has it. */
const tokens = ({ Lexer, Tokenizer }, text) => {
  class Bot extends Tokenizer {
    html() {}
    def() {}
    reflink() {}
  }
  const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new Bot() });
  const blocks = lexer.blockTokens(text, lexer.tokens);
  for (const { src, tokens: inner } of lexer.inlineQueue) lexer.inlineTokens(src, inner);
  return JSON.stringify(blocks);
};

const same = (text) => assert.equal(tokens(lean, text), tokens(whole, text));

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
  ],
  ...['word', 'a b', 'x', ' ', '.', ',', '&amp;', '&#60;', '&x;', 'ä', '你好', '🙂', '\r\n', '{', '}', '$', '^'],
];

test('marked without what the element does not use makes the same tokens', () => {
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
