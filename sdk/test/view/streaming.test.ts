/** What is on the page at the end of an answer is what a page that was opened later shows: node for node. */
import * as fc from 'fast-check';
import { html, render } from 'lit';
import { codeParts, markdown } from '../../src/view/chunks.js';
import { said } from '../../src/view/message/said.js';
import { stringsFor } from '../../src/view/words/strings.js';
import { equal, ok, until } from '../outbox/assert.js';
import { longTexts, texts } from '../render/texts.js';

const { strings } = stringsFor('en', null, null);
const show = (box: HTMLElement, text: string, growing: boolean) => {
  render(html`${said({ text, isBot: true, growing, strings, mentions: [] })}`, box);
};

/**
 * Elements with their attributes, in no order: one that was set later stands last. And texts; what Lit leaves to find its
 * way is nothing that anybody sees.
 */
type Drawn = string | { tag: string; attributes: string[]; inner: Drawn[] };
const nodesOf = (node: Node): Drawn[] =>
  [...node.childNodes].flatMap((child): Drawn[] => {
    if (child instanceof Text) return child.data === '' ? [] : [child.data];
    if (!(child instanceof Element)) return [];
    const attributes = [...child.attributes].map(({ name, value }) => `${name}=${value}`).sort();
    return [{ tag: child.localName, attributes, inner: nodesOf(child) }];
  });

const boxes: HTMLElement[] = [];
const box = () => {
  const one = document.createElement('div');
  boxes.push(one);
  document.body.append(one);
  return one;
};
const whole = (text: string) => {
  const one = box();
  show(one, text, false);
  return one;
};
const streamed = (text: string, sizes: readonly number[]) => {
  const one = box();
  for (let at = 0, i = 0; at < text.length; i += 1) {
    at += sizes[i % sizes.length] ?? 1;
    show(one, text.slice(0, at), true);
  }
  show(one, text, false);
  return one;
};
const clear = () => {
  for (const one of boxes.splice(0)) one.remove();
};

describe('An answer that was streamed', () => {
  before(async () => {
    await Promise.all([markdown.load(), codeParts.load()]);
  });
  afterEach(clear);

  it('ends as the nodes of one that came whole, wherever it was cut', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(texts, steps, (text, sizes) => {
        equal(nodesOf(streamed(text, sizes)), nodesOf(whole(text)));
        clear();
      }),
      { numRuns: 150 },
    );
  });

  it('does so over thousands of characters in one paragraph', () => {
    const steps = fc.array(fc.integer({ min: 100, max: 900 }), { minLength: 1 });
    fc.assert(
      fc.property(longTexts, steps, (text, sizes) => {
        equal(nodesOf(streamed(text, sizes)), nodesOf(whole(text)));
        clear();
      }),
      { numRuns: 60 },
    );
  });

  it('does so where parsing took long, and rested', () => {
    const steps = fc.array(fc.integer({ min: 100, max: 900 }), { minLength: 1 });
    // What a look at the clock costs, in turn: more than a parse may take, or hardly anything.
    const costs = fc.array(fc.constantFrom(1, 90), { minLength: 1 });
    const real = performance.now.bind(performance);
    try {
      fc.assert(
        fc.property(longTexts, steps, costs, (text, sizes, looks) => {
          let [at, time] = [0, 0];
          performance.now = () => (time += looks[at++ % looks.length] ?? 1);
          equal(nodesOf(streamed(text, sizes)), nodesOf(whole(text)));
          clear();
        }),
        { numRuns: 40 },
      );
    } finally {
      performance.now = real;
    }
  });

  it('does so with what wants to be more than text, and is nothing else while it grows', async () => {
    const answer = await fetch(new URL('../fixtures/xss-html.json', import.meta.url));
    for (const payload of (await answer.json()) as string[]) {
      const text = `- a ${payload}\n\n| b |\n|---|\n| ${payload} |\n\n${payload}`;
      const one = streamed(text, [7, 1, 23]);
      equal(nodesOf(one), nodesOf(whole(text)));
      const wrong = [...one.querySelectorAll('*')].filter(
        (node) =>
          /^(script|img|svg|iframe|style|object|form|math)$/i.test(node.localName) && !node.matches('button svg'),
      );
      equal(
        wrong.map((node) => node.outerHTML),
        [],
      );
      clear();
    }
  });

  it('keeps the nodes of two thousand lines of code, and gives them their colours', async () => {
    const line = (n: number) => `const value${String(n)} = "x"; /* over\n   two lines */`;
    const code = Array.from({ length: 1000 }, (_, n) => line(n)).join('\n');
    const one = box();
    show(one, `Look:\n\n\`\`\`js\n${code.slice(0, 40_000)}`, true);
    const before = [...one.querySelectorAll('.lines')];
    ok(before.length > 30, 'chunks');
    show(one, `Look:\n\n\`\`\`js\n${code}\n\`\`\``, false);
    const other = whole(`Look:\n\n\`\`\`js\n${code}\n\`\`\``);
    await until(() => [one, other].every((it) => it.querySelector('.lines:last-child .comment')));
    equal(nodesOf(one), nodesOf(other));
    equal(one.querySelector('pre')?.textContent, code);
    ok(
      [...one.querySelectorAll('.lines')].slice(0, 30).every((chunk, at) => chunk === before[at]),
      'the same nodes',
    );
  });
});
