import { Prose, writtenBlocks } from '../../src/render/markdown.js';
import { isPlain } from '../../src/view/message/plain.js';
import { equal, ok } from '../outbox/assert.js';

/** A sequence of numbers that is the same at each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

describe('A text that needs no parser', () => {
  it('is drawn the same with one', () => {
    const pieces = [
      ...Array.from(' #>+-=|.,:;!?()"\'/%$^{}1aZäß漢🙂'),
      ...[
        'well-known',
        '1.',
        '2)',
        ' - ',
        '== ',
        'a|b',
        'x > y',
        'C# ',
        'http:',
        'mail',
        'www',
        '3 * 4',
        '_x_',
        '&amp;',
        '\n',
        '  ',
        '[x]',
        '<b>',
        '`c`',
        '~~',
        'https://x.org',
        'a@b.cc',
        '\\',
      ],
    ];
    const next = numbers(7);
    let count = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const length = 1 + Math.floor(next() * 6);
      const text = Array.from({ length }, () => pieces[Math.floor(next() * pieces.length)] ?? '').join('');
      if (isPlain(text, true, false) && text !== '') {
        count += 1;
        equal(new Prose().update(text, false), [{ kind: 'paragraph', inner: [text] }], JSON.stringify(text));
      }
      if (isPlain(text, false, false) && text.trim() !== '')
        equal(writtenBlocks(text), [{ kind: 'written', inner: [text] }], JSON.stringify(text));
    }
    ok(count > 1000, 'enough of them');
  });

  it('is what bots greet with, and nothing that has a mark', () => {
    for (const text of [
      'Hello! How can I help you today?',
      'Your order is on its way, it will be there by Friday.',
      'C# or F#?',
    ])
      equal(isPlain(text, true, false), true, text);
    for (const text of [
      '**no**',
      '- a',
      '1. a',
      '# a',
      '> a',
      'a\n\nb',
      'see www.x.org',
      '`a`',
      'a\n---',
      '| a |\n|--|',
      '    code',
    ])
      equal(isPlain(text, true, false), false, text);
    equal(isPlain('Hello', true, true), false, 'what is still being written');
  });
});
