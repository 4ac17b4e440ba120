import { highlight, isHighlightable, languageOf } from '../../src/render/highlight.js';
import { equal, ok } from '../outbox/assert.js';

const SAMPLES: Record<string, string> = {
  bash: 'echo "$HOME" # home',
  csharp: 'public class A { int b = 1; }',
  css: '.a { color: #fff; }',
  diff: '- old\n+ new',
  go: 'func main() { return 1 }',
  java: 'public class A { int b = 1; }',
  javascript: 'const a = `x ${1 + b} y`; // c',
  json: '{"a": [1, true]}',
  php: '<?php echo "a"; ?>',
  python: 'def a(b):\n    return "c"  # d',
  ruby: 'def a\n  :b\nend',
  sql: "SELECT a FROM b WHERE c = 'd' -- e",
  typescript: 'interface A { b: string }',
  xml: '<a href="b">c</a>',
  yaml: 'a: "b" # c',
};

describe('Code in colours', () => {
  for (const [lang, code] of Object.entries(SAMPLES)) {
    it(`knows ${lang}, and loses no character`, async () => {
      const runs = (await highlight(code, lang)) ?? [];
      equal(runs.map(({ text }) => text).join(''), code);
      ok(
        runs.some(({ look }) => look !== null),
        'something has a look',
      );
    });
  }

  it('takes the names that people write behind a fence', () => {
    equal(['ts', 'py', 'html', 'c#', 'sh'].map(languageOf), ['typescript', 'python', 'xml', 'csharp', 'bash']);
  });

  it('leaves an unknown language plain, and guesses nothing', async () => {
    for (const lang of ['', 'livescript', 'constructor', '__proto__', 'toString'])
      equal(await highlight('const a = 1', lang), null, lang);
  });

  it('leaves plain what its patterns could take long for', async () => {
    equal(isHighlightable('a'.repeat(3200)), false);
    equal(isHighlightable(`${'a'.repeat(500)}\n`.repeat(41)), false);
    equal(isHighlightable('a\n'.repeat(32_769)), false);
    equal(isHighlightable(`${'a'.repeat(69)}\n`.repeat(900)), true);
    equal(await highlight('$'.repeat(10_000), 'java'), null);
    ok(await highlight(`${'$'.repeat(500)}\n`.repeat(39), 'java'), 'the most there may be');
  });
});
