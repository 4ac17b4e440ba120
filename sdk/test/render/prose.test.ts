import * as fc from 'fast-check';
import type { Block, Inline } from '../../src/render/blocks.js';
import { Prose, writtenBlocks } from '../../src/render/markdown.js';
import { equal, ok } from '../outbox/assert.js';
import { longTexts, texts } from './texts.js';

const whole = (text: string) => new Prose().update(text, false);
const p = (...inner: Inline[]): Block => ({ kind: 'paragraph', inner });
const link = (href: string, text: string, bare = false): Inline => ({ kind: 'link', href, inner: [text], bare });

describe('A bot’s text', () => {
  it('is paragraphs, headings, lists, tables, quotes, rules and code', () => {
    equal(whole('# One\ntwo **three** *four* ~~five~~ `six`\nseven'), [
      { kind: 'heading', depth: 1, inner: ['One'] },
      p(
        'two ',
        { kind: 'strong', inner: ['three'] },
        ' ',
        { kind: 'em', inner: ['four'] },
        ' ',
        { kind: 'del', inner: ['five'] },
        ' ',
        { kind: 'code', text: 'six' },
        { kind: 'break' },
        'seven',
      ),
    ]);
    equal(whole('3. a\n4. b\n   - [x] c'), [
      {
        kind: 'list',
        start: 3,
        items: [
          { blocks: [p('a')], done: null },
          {
            blocks: [p('b'), { kind: 'list', start: null, items: [{ blocks: [p('c')], done: true }] }],
            done: null,
          },
        ],
      },
    ]);
    equal(whole('| a | b |\n|:-:|--:|\n| 1 | `2` |'), [
      { kind: 'table', align: ['center', 'end'], head: [['a'], ['b']], rows: [[['1'], [{ kind: 'code', text: '2' }]]] },
    ]);
    equal(whole('> q\n\n---\n\n```JS title\nlet a;\n```'), [
      { kind: 'quote', blocks: [p('q')] },
      { kind: 'rule' },
      { kind: 'code', lang: 'js', text: 'let a;', open: false },
    ]);
  });

  it('has links to http, https and mail, and to nothing else', () => {
    equal(whole('[a](https://x.example/b) www.x.example me@x.example'), [
      p(
        link('https://x.example/b', 'a'),
        ' ',
        link('http://www.x.example/', 'www.x.example', true),
        ' ',
        link('mailto:me@x.example', 'me@x.example', true),
      ),
    ]);
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java&#x73;cript:alert(1)',
      'data:text/html,x',
      'blob:https://x/1',
      'vbscript:x',
      'file:///etc/passwd',
      '/relative',
      '//x.example',
      '#id',
      'https://bank.example@evil.example',
    ]) {
      equal(whole(`[a](${bad})`).flatMap((block) => (block.kind === 'paragraph' ? block.inner : [])).length, 1, bad);
      ok(!JSON.stringify(whole(`[a](${bad})`)).includes('"link"'), bad);
      ok(!JSON.stringify(whole(`<${bad}>`)).includes('"javascript'), bad);
    }
  });

  it('offers pictures from elsewhere as links', () => {
    equal(whole('![A chart](https://x.example/a.png)'), [p(link('https://x.example/a.png', 'A chart'))]);
    equal(whole('![](https://x.example/a.png)'), [p(link('https://x.example/a.png', 'https://x.example/a.png', true))]);
  });

  it('has no HTML: a tag is text, a line break is one', () => {
    equal(whole('<b>x</b><br>y &lt;i&gt; &amp;amp; &bogus; &#0;'), [
      p('<b>x</b>', { kind: 'break' }, 'y <i> &amp; &bogus; \uFFFD'),
    ]);
    equal(whole('<script>alert(1)</script>'), [p('<script>alert(1)</script>')]);
  });

  it('does not take references, which would change what stands above them', () => {
    equal(whole('[a]\n\n[a]: https://x.example'), [
      p('[a]'),
      p('[a]: ', link('https://x.example/', 'https://x.example', true)),
    ]);
  });

  it('shows as written what is too long, too deep, or ends the parser’s stack', () => {
    for (const text of ['>'.repeat(5000), '- '.repeat(20) + 'a', '1. '.repeat(5000), 'a '.repeat(40_000)])
      equal(whole(text), [{ kind: 'written', inner: [text] }], text.slice(0, 10));
    const marks = '**a_'.repeat(2000);
    equal(whole(`${marks}\n\n*b*`), [p(marks), p({ kind: 'em', inner: ['b'] })]);
  });

  it('parses less often what takes long again and again, and never shows it raw for that', () => {
    let [now, step] = [0, 100];
    const prose = new Prose(() => (now += step));
    const shown = ['*a*', '*a* b', '*a* b c', '*a* b c d', '*a* b c d e', '*a* b c d e f'].map((text) =>
      prose.update(text, true).flatMap((block) => (block.kind === 'paragraph' ? block.inner[1] : 'raw')),
    );
    equal(shown, [[undefined], [' b'], [' b'], [' b'], [' b'], [' b c d e f']]);
    equal(prose.update('*a* g', false), [p({ kind: 'em', inner: ['a'] }, ' g')]);
    step = 0;
    const once = new Prose(() => (now += step));
    step = 100;
    once.update('*a*', true);
    step = 0;
    equal(once.update('*a* b', true), [p({ kind: 'em', inner: ['a'] }, ' b')], 'once is no sign');
    equal(once.update('*a* b c', true), [p({ kind: 'em', inner: ['a'] }, ' b c')]);
  });
});

describe('A text that grows', () => {
  it('ends as the same blocks, wherever it was cut', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })), { minLength: 1 });
    fc.assert(
      fc.property(texts, steps, (full, sizes) => {
        const prose = new Prose();
        for (let at = 0, i = 0; at < full.length; i += 1) {
          at += sizes[i % sizes.length] ?? 1;
          prose.update(full.slice(0, at), true);
        }
        equal(prose.update(full, false), whole(full));
      }),
      { numRuns: 400 },
    );
  });

  it('ends as the same blocks where a paragraph goes on for thousands of characters', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 });
    fc.assert(
      fc.property(longTexts, steps, (full, sizes) => {
        const prose = new Prose();
        for (let at = 0, i = 0; at < full.length; i += 1) {
          at += sizes[i % sizes.length] ?? 1;
          prose.update(full.slice(0, at), true);
        }
        equal(prose.update(full, false), whole(full));
      }),
      { numRuns: 150 },
    );
  });

  it('loses no character of a long paragraph, and no mark', () => {
    const full = 'Some **bold** words. '.repeat(500).trim();
    const [block] = whole(full);
    ok(block?.kind === 'paragraph' && block.inner.length > 3, 'pieces');
    const words = (part: Inline): string =>
      typeof part === 'string' ? part : 'inner' in part ? part.inner.map(words).join('') : '';
    equal(block.inner.map(words).join(''), full.replaceAll('*', ''));
  });

  it('leaves what is finished alone: the same objects, block by block, item by item, row by row', () => {
    const prose = new Prose();
    const start = 'One.\n\n- a\n- b\n- c\n';
    const [one, list] = prose.update(start, true);
    const next = prose.update(`${start}- d\n\n| x |\n|---|\n| 1 |\n`, true);
    ok(next[0] === one, 'the paragraph');
    ok(list?.kind === 'list' && next[1]?.kind === 'list' && next[1].items[0] === list.items[0], 'the item');
    const more = prose.update(`${start}- d\n\n| x |\n|---|\n| 1 |\n| 2 |\n`, true);
    ok(next[2]?.kind === 'table' && more[2]?.kind === 'table' && more[2].rows[0] === next[2].rows[0], 'the row');
  });

  it('never shows half a mark', () => {
    const text =
      'Hi **bold** [link](https://x.example) `co de` and *more*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n' +
      '```js\nlet a;\n```\n\n- [x] done\n- ~~old~~\n\n![pic](https://x.example/a.png)\n\n1. one\n\n> q\n\n## End';
    const prose = new Prose();
    for (let at = 1; at <= text.length; at += 1) {
      const drawn = JSON.stringify(prose.update(text.slice(0, at), true));
      const words = drawn.replaceAll(/"(?:kind|href|lang)":"[^"]*"/g, '');
      ok(!/[*`~|#>]|\]\(|!\[|- |\[[ x]|\d\./.test(words), `${text.slice(Math.max(0, at - 12), at)} → ${drawn}`);
    }
  });

  it('starts over where the text does not go on from what it was', () => {
    const prose = new Prose();
    prose.update('# One\n\ntwo\n\nthree\n', true);
    equal(prose.update('# Other\n\ntwo', true), whole('# Other\n\ntwo'));
  });
});

describe('What people write', () => {
  it('stays as it was written, but for addresses and code', () => {
    const text = '12*40*3 **x** _y_ #42\n  2. floor\\n [a](b) &amp; <b>';
    equal(writtenBlocks(text), [{ kind: 'written', inner: [text] }]);
    equal(writtenBlocks('see https://x.example/a_b_c). and `rm -rf` me@x.example'), [
      {
        kind: 'written',
        inner: [
          'see ',
          link('https://x.example/a_b_c', 'https://x.example/a_b_c', true),
          '). and ',
          { kind: 'code', text: 'rm -rf' },
          ' ',
          link('mailto:me@x.example', 'me@x.example', true),
        ],
      },
    ]);
  });

  it('has code between fences that were closed', () => {
    equal(writtenBlocks('look:\n\n```ts\nlet a;\n```\nthere'), [
      { kind: 'written', inner: ['look:'] },
      { kind: 'code', lang: 'ts', text: 'let a;', open: false },
      { kind: 'written', inner: ['there'] },
    ]);
    equal(writtenBlocks('```\nnever closed'), [{ kind: 'written', inner: ['```\nnever closed'] }]);
  });
});
