import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createOpenAiBot, type OpenAiBotOptions } from '../../src/bots/openai-bot.js';
import { RelayError } from '../../src/errors.js';
import { botContract } from '../contract/bot.js';
import { createHandClock, settle } from '../replies/hand-clock.js';
import { ada, bot as botUser, contextOf, grace, message, textOf } from './context.js';
import { begin, chunk, DONE, dribble, startProvider, type Provider } from './provider.js';

const WORDS = ['Guten ', 'Tag \u{1F642}', ', was ', 'gibt es', ' Neues?'];

const wellBehaved = (): Promise<Provider> =>
  startProvider((response) => {
    begin(response);
    for (const word of WORDS) response.write(chunk(word));
    response.end(chunk(null, 'stop') + DONE);
  });

botContract('openai', async () => {
  const provider = await wellBehaved();
  return {
    bot: createOpenAiBot({ baseURL: provider.baseURL, apiKey: 'k', model: 'm' }),
    run: (promise) => promise,
    close: provider.close,
  };
});

const botFor = async (
  t: TestContext,
  answer: Parameters<typeof startProvider>[0],
  options: Partial<OpenAiBotOptions> = {},
) => {
  const provider = await startProvider(answer);
  t.after(() => provider.close());
  const bot = createOpenAiBot({ baseURL: provider.baseURL, apiKey: 'key-1', model: 'model-1', retries: 0, ...options });
  return { bot, provider };
};

const live = (): AbortSignal => new AbortController().signal;

const failsWith =
  (detail: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof RelayError);
    assert.equal(error.code, 'bot_failed');
    assert.match(error.message, detail);
    return true;
  };

describe('the OpenAI bot', () => {
  test('asks for a stream with key, model, system prompt and the conversation in roles', async (t) => {
    const { bot, provider } = await botFor(t, (response) => {
      begin(response);
      response.end(chunk('ok') + chunk(null, 'stop') + DONE);
    });
    const history = [
      message('How much?'),
      message('1,200', botUser),
      message('I add: without tax', grace),
      message('gone', ada, { deleted_at: '2026-03-02T09:00:00.000Z' }),
      message('secret', grace, { type: 'note' }),
    ];
    assert.equal(await textOf(bot.reply(contextOf('And delivery?', history), live())), 'ok');
    const asked = provider.asked[0]!;
    assert.equal(asked.path, '/v1/chat/completions');
    assert.equal(asked.headers.authorization, 'Bearer key-1');
    assert.equal(asked.body.model, 'model-1');
    assert.equal(asked.body.stream, true);
    assert.equal(asked.body.messages[0]!.role, 'system');
    assert.match(asked.body.messages[0]!.content, /deal 42/);
    assert.deepEqual(asked.body.messages.slice(1), [
      { role: 'user', content: 'How much?' },
      { role: 'assistant', content: '1,200' },
      { role: 'assistant', content: 'I add: without tax' },
      { role: 'user', content: 'And delivery?' },
    ]);
  });

  test('says who speaks where several people ask, and names files', async (t) => {
    const { bot, provider } = await botFor(t, (response) => {
      begin(response);
      response.end(chunk('ok') + chunk(null, 'stop') + DONE);
    });
    const file = { id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 1, url: '/api/attachments/f/' };
    const history = [message('', { ...ada, id: 'bob', name: 'Bob' }, { attachments: [file] })];
    await textOf(bot.reply(contextOf('Look', history), live()));
    assert.deepEqual(provider.asked[0]!.body.messages.slice(1), [
      { role: 'user', content: 'Bob: [attached file: plan.pdf]' },
      { role: 'user', content: 'Ada Lovelace: Look' },
    ]);
  });

  test('sends no more history than fits, the latest first, and always the question', async (t) => {
    const { bot, provider } = await botFor(t, (response) => {
      begin(response);
      response.end(chunk('ok') + chunk(null, 'stop') + DONE);
    });
    const history = Array.from({ length: 20 }, (_, i) => message(`${i} ${'x'.repeat(4000)}`));
    await textOf(bot.reply(contextOf('y'.repeat(10), history), live()));
    const sent = provider.asked[0]!.body.messages.slice(1).map(({ content }) => content.slice(0, 2));
    assert.deepEqual(sent, ['15', '16', '17', '18', '19', 'yy']);
  });

  for (const size of [1, 2, 3, 7, 64]) {
    test(`reads a stream that comes ${size} bytes at a time`, async (t) => {
      const bytes = Buffer.from(
        `: comment\r\n\r\n${WORDS.map((word) => chunk(word)).join('')}${chunk(null, 'stop')}${DONE}`.replaceAll(
          '\n',
          '\r\n',
        ),
      );
      const { bot } = await botFor(t, async (response) => {
        begin(response);
        await dribble(response, bytes, size);
        response.end();
      });
      assert.equal(await textOf(bot.reply(contextOf('Hallo'), live())), WORDS.join(''));
    });
  }

  test('a surrogate pair that the provider cut in two comes out whole, a lone half as U+FFFD', async (t) => {
    const { bot } = await botFor(t, (response) => {
      begin(response);
      for (const part of ['a\ud83d', '\ude42b', 'c\ud83d', 'd', '\ude42']) response.write(chunk(part));
      response.end(chunk('e\ud83d', 'stop') + DONE);
    });
    const pieces: string[] = [];
    for await (const piece of bot.reply(contextOf('Hi'), live())) pieces.push(piece);
    assert.deepEqual(pieces, ['a', '\u{1F642}b', 'c', '\uFFFDd', '\uFFFD', 'e', '\uFFFD']);
  });

  for (const status of [400, 401, 404, 429, 500, 503]) {
    test(`fails with the status when the provider answers ${status}, and repeats nothing of what it said`, async (t) => {
      const { bot } = await botFor(t, (response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'you said: Hello' } }));
      });
      await assert.rejects(textOf(bot.reply(contextOf('Hello'), live())), (error: unknown) => {
        assert.ok(failsWith(new RegExp(String(status)))(error));
        assert.doesNotMatch((error as Error).message, /Hello/);
        return true;
      });
    });
  }

  test('tries again after a 503 before anything has come', async (t) => {
    const { bot, provider } = await botFor(
      t,
      (response, _asked, n) => {
        if (n === 0) {
          response.writeHead(503, { 'retry-after-ms': '1' }).end('{}');
          return;
        }
        begin(response);
        response.end(chunk('second') + chunk(null, 'stop') + DONE);
      },
      { retries: 1 },
    );
    assert.equal(await textOf(bot.reply(contextOf('Hello'), live())), 'second');
    assert.equal(provider.asked.length, 2);
  });

  test('gives what came before the connection was cut, then fails', async (t) => {
    const { bot } = await botFor(t, async (response) => {
      begin(response);
      await dribble(response, Buffer.from(chunk('half a ') + chunk('sentence').slice(0, 20)), 1000);
      response.destroy();
    });
    const pieces: string[] = [];
    const read = async (): Promise<void> => {
      for await (const piece of bot.reply(contextOf('Hello'), live())) pieces.push(piece);
    };
    await assert.rejects(read(), failsWith(/broke|hung up/));
    assert.deepEqual(pieces, ['half a ']);
  });

  test('an answer that ends without saying so is not taken for a whole one', async (t) => {
    const { bot } = await botFor(t, (response) => {
      begin(response);
      response.end(chunk('half'));
    });
    await assert.rejects(textOf(bot.reply(contextOf('Hello'), live())), failsWith(/hung up/));
  });

  test('an error within the stream ends it', async (t) => {
    const { bot } = await botFor(t, (response) => {
      begin(response);
      response.end(`${chunk('half')}data: ${JSON.stringify({ error: { message: 'overloaded' } })}\n\n`);
    });
    await assert.rejects(textOf(bot.reply(contextOf('Hello'), live())), failsWith(/broke/));
  });

  test('a refused connection fails', async () => {
    const provider = await wellBehaved();
    await provider.close();
    const bot = createOpenAiBot({ baseURL: provider.baseURL, apiKey: 'k', model: 'm', retries: 0 });
    await assert.rejects(textOf(bot.reply(contextOf('Hello'), live())), failsWith(/broke/));
  });

  test('a provider that takes the request and never answers is given up', async (t) => {
    const { bot, provider } = await botFor(t, () => undefined, { timeoutMs: 50 });
    await assert.rejects(textOf(bot.reply(contextOf('Hello'), live())), failsWith(/in time/));
    await provider.gone();
  });

  test('a provider that falls silent in the middle is hung up on', async (t) => {
    const clock = createHandClock();
    const { bot, provider } = await botFor(
      t,
      (response) => {
        begin(response);
        response.write(chunk('half'));
      },
      { clock, silenceMs: 1000 },
    );
    const iterator = bot.reply(contextOf('Hello'), live())[Symbol.asyncIterator]();
    assert.deepEqual(await iterator.next(), { done: false, value: 'half' });
    const failed = assert.rejects(iterator.next(), failsWith(/silent/));
    await clock.advance(999);
    assert.equal(clock.waiting, 1);
    await clock.advance(1);
    await failed;
    await provider.gone();
    assert.equal(clock.waiting, 0);
  });

  test('told to stop, it lets go of the provider too, before the answer and in the middle of it', async (t) => {
    for (const early of [true, false]) {
      const { bot, provider } = await botFor(t, (response) => {
        if (early) return;
        begin(response);
        response.write(chunk('half'));
      });
      const control = new AbortController();
      const iterator = bot.reply(contextOf('Hello'), control.signal)[Symbol.asyncIterator]();
      if (!early) await iterator.next();
      const next = iterator.next();
      while (provider.asked.length === 0) await settle(1);
      control.abort();
      assert.equal((await next).done, true);
      await provider.gone();
    }
  });

  test('a reader who leaves lets go of the provider too', async (t) => {
    const { bot, provider } = await botFor(t, (response) => {
      begin(response);
      response.write(chunk('half'));
    });
    const pieces = bot.reply(contextOf('Hello'), live());
    for await (const piece of pieces) {
      assert.equal(piece, 'half');
      break;
    }
    await provider.gone();
  });
});
