/** Markdown as bots write it, put together from pieces that get into each other's way. */
import * as fc from 'fast-check';

/** Pieces whose neighbours matter: what follows may belong to what stands above. */
const PIECES = [
  '# Head *x*',
  'para **bold text** and `code` end',
  'one\ntwo [link](https://x.example/a?b=1) x',
  '- a\n- b\n  - c\n  - d\n- e',
  '- loose\n\n- item\n\n  more',
  '1. one\n2. two\n   - sub\n3. three',
  '10. ten\n11. eleven\n\n    para',
  '1) a\n2) b',
  '* star\n* list',
  'text\n- right after',
  '```js\nconst a = 1;\n\nlet b;\n```',
  '~~~\n``` in\n~~~',
  '- x\n  ```py\n  a = 1\n\n  b\n  ```\n- y',
  '    indented',
  '| a | b |\n|---|---|\n| 1 | **2** |\n| 3 | 4 |\n| 5 | x |',
  'a | b\n--- | ---\n1 | 2\n3 | 4',
  '| no table',
  '> quote\n> more',
  '---',
  'Setext\n===',
  'a_b_c 2*3*4 _em_ ~~del~~ **',
  '- [ ] task\n- [x] done',
  '<b>hi</b> a<br>b &amp;',
  '![i](http://x.example/z.png) www.x.example',
  '5\n\n6',
  '[x',
  'مرحبا **بك** 🙂',
  'foo\r\nbar\n\n\n\nbaz',
];

/** Paragraphs that are long enough to be cut, and what may stand in them or turn them into something else. */
const SENTENCES = [
  'Plain words that go on for a while, as they do. ',
  'Some **bold words**, `co de` and _em_ in it; ',
  'a [link text](https://x.example/a_b) and www.x.example then ',
  'an open ** mark and 2 * 3 snake_case ',
  'an open [ bracket and ` a tick ',
  'a line that ends\nand another one ',
  'hard  \nbreak \\* escaped <br> tag ',
  'bars | in it ',
  '2024 numbers 12. and ',
  '這是一個沒有空格的句子。下一句，還有。',
  'מילים בעברית. ',
];
const ENDS = [
  '',
  '\n===',
  '\n---',
  '\n--|--',
  '\n|---|---|\n| 1 | 2 |',
  '\n\n- list',
  '\n# Head',
  '\n1. one',
  '\n> q',
  '\n```\ncode',
];

export const texts = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\n\n', '\n\n'))
  .map(([pieces, between]) => pieces.join(between));

const paragraph = fc
  .tuple(
    fc.array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 1900, max: 9000 }),
    fc.constantFrom(...ENDS),
  )
  .map(([some, length, end]) => some.join('').repeat(length).slice(0, length) + end);

export const longTexts = fc.array(paragraph, { minLength: 1, maxLength: 2 }).map((all) => all.join('\n\n'));
