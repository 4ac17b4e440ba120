import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '@crm-chat/sdk/protocol';
import { createEchoBot } from '../../src/bots/echo-bot.js';
import type { ConversationRecord } from '../../src/store/store.js';
import { botContract } from '../contract/bot.js';
import { createHandClock, settle } from '../replies/hand-clock.js';
import { ada, bot as botUser, contextOf, grace, message, textOf } from './context.js';

const create = () => {
  const clock = createHandClock();
  const run = async <T>(promise: Promise<T>): Promise<T> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    promise.then(end, end);
    while (!over) await clock.advance(30);
    return promise;
  };
  return { bot: createEchoBot({ clock }), clock, run };
};

botContract('echo', async () => create());

const answer = (
  text: string | Message,
  history: readonly Message[] = [],
  changes: Partial<ConversationRecord> = {},
): Promise<string> => {
  const { bot, run } = create();
  return run(textOf(bot.reply(contextOf(text, history, changes), new AbortController().signal)));
};

/** The first line that only one kind of answer has. */
const KINDS = {
  greeting: /^Hello Ada\. How can I help with deal 42\?/,
  status: /cannot see how far deal 42 has come/,
  price: /do not know the price of deal 42[^]*\| 10 licences, a year \|/,
  meeting: /find a time to talk about deal 42/,
  invoice: /do not know the invoice for deal 42[^]*\| Example 1 \|/,
  person: /^(Hello\.\n\n)?Of course, I will hand you over/,
  thanks: /^You are welcome/,
  goodbye: /^Goodbye/,
  help: /I recognise what a message is about/,
  fallback: /do not know what to say to that/,
};

const SAYINGS: Record<keyof typeof KINDS, readonly string[]> = {
  greeting: ['Hi', 'HELLO!!', 'good morning.', 'Hey there', 'Nice to meet you', '  hi  '],
  status: ['What is the status?', 'any news?', 'STATUS', 'Where do we stand', 'How’s the deal?', 'Any update on this?'],
  price: ['How much is it?', 'what’s the PRICE', 'Send me a quote.', 'Is there a discount?', 'pricing?'],
  meeting: ['Can we meet?', 'Let us schedule something', 'an appointment, please', 'Could we have a call tomorrow?'],
  invoice: [
    'Where is my invoice?',
    'INVOICES',
    'I have paid the bill',
    'a receipt please',
    'What does the invoice cost?',
  ],
  person: [
    'A person please',
    'a person, please!',
    'I want to talk to a HUMAN',
    'Can I speak with someone?',
    'connect me with an agent',
    'I don’t want to talk to a bot',
    'Real person!',
    'Hello, customer service?',
  ],
  thanks: ['Thanks!', 'thank you so much', 'thx'],
  goodbye: ['Bye', 'thank you, good bye? no: goodbye!', 'See you', 'have a nice day'],
  help: ['What can you do?', 'Help'],
  fallback: ['Lorem ipsum', 'This is history', 'An ideal personality, priceless', '?!', 'Paypal'],
};

describe('the echo bot understands', () => {
  for (const [kind, sayings] of Object.entries(SAYINGS)) {
    for (const said of sayings) {
      test(`"${said}" as ${kind}`, async () => {
        const text = await answer(said);
        for (const [other, pattern] of Object.entries(KINDS)) {
          if (other === kind) assert.match(text, pattern);
          else assert.doesNotMatch(text, pattern);
        }
      });
    }
  }
});

describe('the echo bot', () => {
  test('names the record in words wherever it answers, and does without where there is none', async () => {
    for (const said of Object.values(SAYINGS).map((sayings) => sayings[0]!)) {
      assert.match(await answer(said, [], { subject: 'purchase_order:2024:7' }), /purchase order 2024 7/);
      assert.doesNotMatch(await answer(said, [], { subject: null }), /null|undefined/);
    }
  });

  test('a subject, a name or a quotation cannot break its Markdown', async () => {
    const text = await answer(message('see [this](http://x) | ![i](y) <b>', { ...ada, name: '**A** B' }), [], {
      subject: 'deal:4|2*',
    });
    assert.match(text, /about deal 42 yet/);
    assert.match(text, /^You wrote “see this\(http:\/\/x\) !i\(y\) b”/);
    assert.match(await answer(message('Hi', { ...ada, name: '**A** B' })), /^Hello A\./);
  });

  test('refers to what the same person asked before, and to nobody else’s words', async () => {
    const before = [message('How much is it?'), message('Never mind the invoice', grace), message('Hello!', botUser)];
    assert.match(await answer('Can we meet?', before), /Earlier you asked about the price/);
    assert.match(await answer('And the price?', before), /Earlier you asked about the price too/);
    assert.doesNotMatch(await answer('Can we meet?', before.slice(1)), /Earlier/);
  });

  test('quotes an earlier message that it had no topic for, cut short and without markup', async () => {
    const before = [message(`The *blue* house ${'on the hill '.repeat(20)}`)];
    assert.match(await answer('Lorem ipsum', before), /Earlier you wrote “The blue house on the hill[^”]{1,60}…”/);
  });

  test('a deleted message is not referred to', async () => {
    const gone = message('How much is it?', ada, { deleted_at: '2026-03-02T09:00:00.000Z' });
    assert.doesNotMatch(await answer('Can we meet?', [gone]), /Earlier/);
  });

  test('offers meetings on working days after today', async () => {
    const text = await answer('Can we meet?');
    assert.match(
      text,
      /- Tuesday,? 3 March, 10:00 UTC\n- Wednesday,? 4 March, 14:30 UTC\n- Thursday,? 5 March, 09:00 UTC/,
    );
  });

  test('says who is in charge when a person is asked for', async () => {
    assert.match(await answer('a person please', [], { assignee: grace }), /Grace Hopper, who is in charge here,/);
  });

  test('mentions the second thing that was asked for', async () => {
    assert.match(await answer('Hello, the price and a meeting?'), /^Hello\.[^]*You also mentioned a meeting/);
  });

  test('gives one word at a time, each after its delay', async () => {
    const { bot, clock } = create();
    const pieces: string[] = [];
    const read = async (): Promise<void> => {
      for await (const piece of bot.reply(contextOf('Hi'), new AbortController().signal)) pieces.push(piece);
    };
    const reading = read();
    await settle();
    assert.deepEqual(pieces, []);
    await clock.advance(29);
    assert.deepEqual(pieces, []);
    await clock.advance(1);
    assert.deepEqual(pieces, ['Hello ']);
    await clock.advance(60);
    assert.deepEqual(pieces, ['Hello ', 'Ada. ', 'How ']);
    await clock.advance(30_000);
    await reading;
    assert.equal(clock.waiting, 0);
  });

  test('a long message of odd characters is looked at quickly and answered', async () => {
    const text = `${'talk to '.repeat(2000)}${'\u{1F469}\u200D\u{1F52C}'.repeat(500)}`;
    assert.match(await answer(text), KINDS.fallback);
  });
});
