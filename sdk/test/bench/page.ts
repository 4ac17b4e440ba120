/** The page of `npm run bench:view`: the real element on the real stores, fed by `Apply` as a connection would. */
import '../../src/define.js';
import type { Message } from '../../src/protocol/index.js';
import type { Transcript } from '../../src/view/transcript/transcript.js';
import { systemClock } from '../../src/clock.js';
import { fakeChat } from '../view/fake-chat.js';
import { Apply } from '../../src/store/apply.js';
import type { Wire } from '../../src/store/sync.js';
import { bot, conversation, me, message, older, page, person, welcome } from '../store/fixtures.js';

const others = [person('dana', 'agent'), person('priya', 'agent')];
const SENTENCE =
  'A message of about a hundred characters, as people write them when they have something to say at all. ';
const minute = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
const said = (seq: number, more: Partial<Message> = {}): Message =>
  message(seq, {
    sender: (seq % 3 === 0 ? me : others[seq % 2]) ?? me,
    text: `${String(seq)}. ${SENTENCE}`,
    created_at: minute(seq),
    ...more,
  });

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
const quantile = (times: readonly number[], q: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * q)] ?? NaN;

/** An open chat whose stores are written by `Apply`, holding so many messages. */
class Bench {
  readonly apply: Apply;
  readonly wire: Wire;
  readonly element = document.createElement('crm-chat');
  #oldest = 0;

  constructor(readonly count: number) {
    const chat = fakeChat();
    this.apply = new Apply(chat.stores, {
      clock: systemClock,
      onWish: () => undefined,
      onReceived: () => undefined,
      onSent: () => undefined,
      onJoined: () => undefined,
      onLeft: () => undefined,
      onUnread: () => undefined,
      onBegun: () => undefined,
    });
    this.apply.open('c1');
    this.apply.you({ user: me, tenant: 'default' });
    this.wire = this.apply.wire();
    chat.loadOlder = async () => {
      this.loadOlder();
    };
    chat.markRead = (seq) => {
      this.apply.ownRead(seq);
      this.apply.flush();
    };
    Object.assign(this.element, { chat, theme: 'light' });
  }

  async open(): Promise<this> {
    document.querySelectorAll('crm-chat').forEach((one) => {
      one.remove();
    });
    this.apply.frame(this.wire, welcome({ head: this.count }));
    const from = Math.max(1, this.count - 49);
    const newest = Array.from({ length: this.count - from + 1 }, (_, i) => said(from + i));
    this.#oldest = from;
    this.apply.frame(
      this.wire,
      page(newest, { head: this.count, upto: this.count, older: from > 1, conversation: conversation(this.count) }),
    );
    this.apply.status('online');
    this.apply.ownRead(this.count);
    this.apply.flush();
    document.body.append(this.element);
    this.element.show();
    while (!this.root.querySelector('.msg')) await frame();
    await this.drawn();
    return this;
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot!;
  }

  get log(): HTMLElement {
    return this.root.querySelector<HTMLElement>('.log')!;
  }

  loadOlder(): void {
    const request = this.apply.olderRequest();
    if (!request) return;
    const from = Math.max(1, this.#oldest - 50);
    const rows = Array.from({ length: this.#oldest - from }, (_, i) => said(from + i));
    this.#oldest = from;
    this.apply.olderPage(older(rows, { has_more: from > 1, head: this.count }), request);
    this.apply.flush();
  }

  /** Everything loaded, without a look at it. */
  loadAll(): void {
    while (this.#oldest > 1) this.loadOlder();
  }

  async drawn(): Promise<void> {
    await this.element.updateComplete;
    await this.root.querySelector<Transcript>('crm-chat-transcript')?.updateComplete;
  }

  /** Has everything laid out now, as a frame would. */
  layOut(): number {
    return this.log.getBoundingClientRect().height;
  }

  /** Milliseconds from a frame of the relay to its layout. */
  async measure(change: () => void): Promise<number> {
    const from = performance.now();
    change();
    this.apply.flush();
    await this.drawn();
    this.layOut();
    const time = performance.now() - from;
    await frame();
    return time;
  }
}

/** Medians over so many appended messages. */
async function append(count: number, rounds: number): Promise<{ ms: number; nodes: number }> {
  const bench = await new Bench(count).open();
  bench.loadAll();
  await frame();
  await bench.drawn();
  const times: number[] = [];
  for (let i = 1; i <= rounds; i += 1) {
    const seq = count + i;
    times.push(
      await bench.measure(() => {
        bench.apply.frame(bench.wire, { type: 'message:new', message: said(seq) });
      }),
    );
  }
  return { ms: median(times), nodes: bench.root.querySelectorAll('*').length };
}

const ANSWERS: Record<string, (n: number) => string> = {
  'paragraphs, lists, tables, code': (n) =>
    `## Part ${String(n)}\n\nSome words with **bold** and \`code\` and [a link](https://example.com).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`js\nconst a = ${String(n)};\n\`\`\`\n\n`,
  'one list': (n) => `- item ${String(n)} with **bold** words and some more of them, as answers have\n`,
  'one nested list': (n) =>
    `${'  '.repeat(n % 3)}- item ${String(n)} with **bold** words and some more of them, as answers have\n`,
  'one table': (n) =>
    `${n === 0 ? '| a | b | c |\n|---|---|---|\n' : ''}| row ${String(n)} | some words in it | 1,200.00 |\n`,
  'one code block': (n) => `${n === 0 ? '```js\n' : ''}const v${String(n)} = f(${String(n)}); // a line\n`,
  'one paragraph': () => 'Words that go on and on, with **bold** ones in between, and never an empty line. ',
};

/** An answer of so many characters that comes in so many deltas, each laid out before the next one. */
class Stream {
  readonly #text: string;
  #bench!: Bench;
  readonly #row = said(21, { sender: bot, text: '', status: 'streaming' });
  #at = 0;

  constructor(
    kind: string,
    chars: number,
    private readonly deltas: number,
  ) {
    const make = ANSWERS[kind] ?? (() => '');
    let text = '';
    for (let n = 0; text.length < chars; n += 1) text += make(n);
    this.#text = text.slice(0, chars);
  }

  async open(): Promise<this> {
    this.#bench = await new Bench(20).open();
    await this.#bench.measure(() => {
      this.#bench.apply.frame(this.#bench.wire, { type: 'message:new', message: this.#row });
    });
    return this;
  }

  /** The next deltas. @returns the longest one, in milliseconds. */
  async go(count: number): Promise<number> {
    const bench = this.#bench;
    let worst = 0;
    for (let i = this.#at; i < this.#at + count; i += 1) {
      const [offset, to] = [i, i + 1].map((n) => Math.floor((n * this.#text.length) / this.deltas)) as [number, number];
      const before = performance.now();
      bench.apply.frame(bench.wire, {
        type: 'message:delta',
        id: this.#row.id,
        offset,
        text: this.#text.slice(offset, to),
      });
      bench.apply.flush();
      await bench.drawn();
      bench.layOut();
      worst = Math.max(worst, performance.now() - before);
      if (i % 50 === 0) await frame();
    }
    this.#at += count;
    return worst;
  }

  /** The finished row, and colours where there is code. */
  async end(): Promise<number> {
    const bench = this.#bench;
    const before = performance.now();
    bench.apply.frame(bench.wire, {
      type: 'message:updated',
      message: { ...this.#row, text: this.#text, status: 'sent', rev: 22 },
    });
    bench.apply.flush();
    await bench.drawn();
    bench.layOut();
    const time = performance.now() - before;
    for (let i = 0; i < 10; i += 1) await frame();
    return time;
  }
}

let streamed: Stream | null = null;
const stream = async (kind: string, chars: number, deltas: number): Promise<void> => {
  streamed = await new Stream(kind, chars, deltas).open();
};
const streamOn = async (count: number): Promise<number> => (await streamed?.go(count)) ?? NaN;
const streamEnd = async (): Promise<number> => (await streamed?.end()) ?? NaN;

/** Scrolls up through the whole history as it is loaded page by page. */
async function scroll(
  count: number,
): Promise<{ messages: number; nodes: number; p50: number; p99: number; steps: number }> {
  const bench = await new Bench(count).open();
  const times: number[] = [];
  let [nodes, steps] = [0, 0];
  while (bench.root.querySelector('.said')?.textContent !== `1. ${SENTENCE}` && steps < 20_000) {
    const before = performance.now();
    bench.log.scrollTop -= 600;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await bench.drawn();
    times.push(performance.now() - before);
    steps += 1;
    if (steps % 50 === 0) nodes = Math.max(nodes, bench.root.querySelectorAll('*').length);
  }
  return { messages: count, nodes, p50: median(times), p99: quantile(times, 0.99), steps };
}

/** What the other way would cost: every message on the page, each group under `content-visibility: auto`. */
async function contentVisibility(count: number): Promise<{ ms: number; nodes: number }> {
  const bench = await new Bench(60).open();
  const rows = bench.root.querySelector('.rows')!;
  const groups = [...rows.querySelectorAll('.group')];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.group { content-visibility: auto; contain-intrinsic-size: auto 80px; }');
  bench.root.adoptedStyleSheets.push(sheet);
  let messages = bench.root.querySelectorAll('.msg').length;
  while (messages < count)
    for (const group of groups) {
      rows.append(group.cloneNode(true));
      messages += group.querySelectorAll('.msg').length;
    }
  await frame();
  const times: number[] = [];
  for (let i = 0; i < 30; i += 1) {
    const before = performance.now();
    rows.append(groups[i % groups.length]!.cloneNode(true));
    bench.log.scrollTop = bench.log.scrollHeight;
    bench.layOut();
    times.push(performance.now() - before);
    await frame();
  }
  return { ms: median(times), nodes: bench.root.querySelectorAll('*').length };
}

let filled: Bench | null = null;
let grown: Message | null = null;

/** What `npm run bench:peers` asks of each chat that it compares. */
const peer = {
  answer: (chars: number) => {
    let text = '';
    for (let n = 0; text.length < chars; n += 1) text += ANSWERS['paragraphs, lists, tables, code']?.(n) ?? '';
    return text.slice(0, chars);
  },
  async fill(count: number): Promise<void> {
    filled = await new Bench(count).open();
    filled.loadAll();
    await frame();
    await filled.drawn();
  },
  scroller: () => filled?.log,
  async append(n: number): Promise<void> {
    if (!filled) return;
    filled.apply.frame(filled.wire, { type: 'message:new', message: said(filled.count + n) });
    filled.apply.flush();
    await filled.drawn();
  },
  async begin(): Promise<void> {
    if (!filled) return;
    grown = said(filled.count + 1, { sender: bot, text: '', status: 'streaming' });
    filled.apply.frame(filled.wire, { type: 'message:new', message: grown });
    filled.apply.flush();
    await filled.drawn();
  },
  async grow(offset: number, text: string): Promise<void> {
    if (!filled || !grown) return;
    filled.apply.frame(filled.wire, { type: 'message:delta', id: grown.id, offset, text });
    filled.apply.flush();
    await filled.drawn();
  },
};

Object.assign(window, { peer });
Object.assign(window, {
  bench: { append, stream, streamOn, streamEnd, scroll, contentVisibility, kinds: Object.keys(ANSWERS) },
});
