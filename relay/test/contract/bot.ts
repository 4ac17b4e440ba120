import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bot } from '../../src/bots/bot.js';
import { contextOf, message, textOf } from '../bots/context.js';

export interface BotUnderTest {
  readonly bot: Bot;
  /** Lets time pass until `promise` has settled, where the bot waits for a clock that the test holds. */
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
  readonly close?: () => Promise<void>;
}

/** What every bot owes the runner of replies. */
export const botContract = (name: string, create: () => Promise<BotUnderTest>): void => {
  const withBot = async (work: (under: BotUnderTest) => Promise<void>): Promise<void> => {
    const under = await create();
    try {
      await work(under);
    } finally {
      await under.close?.();
    }
  };

  describe(`a bot: ${name}`, () => {
    test('has a name to show', () => withBot(async ({ bot }) => assert.ok(bot.name.trim() !== '')));

    test('says something, in pieces that are each well-formed and not empty', () =>
      withBot(async ({ bot, run }) => {
        const pieces: string[] = [];
        const read = async (): Promise<void> => {
          const { signal } = new AbortController();
          for await (const piece of bot.reply(contextOf('Hello \u{1F642}, is there any news?'), signal))
            pieces.push(piece);
        };
        await run(read());
        assert.ok(pieces.join('').trim() !== '');
        assert.ok(pieces.length > 1, 'an answer streams');
        for (const piece of pieces) {
          assert.notEqual(piece, '');
          assert.doesNotMatch(piece, /\p{Surrogate}/u);
        }
      }));

    test('ends silently, without another piece, when it is told to stop in the middle', () =>
      withBot(async ({ bot, run }) => {
        const control = new AbortController();
        const iterator = bot.reply(contextOf('Hello'), control.signal)[Symbol.asyncIterator]();
        const first = await run(iterator.next());
        assert.equal(first.done, false);
        const next = iterator.next();
        control.abort();
        // Nobody lets time pass here: it has to end by itself.
        assert.equal((await next).done, true);
        assert.equal((await iterator.next()).done, true);
      }));

    test('says nothing at all when it was told to stop before it began', () =>
      withBot(async ({ bot }) => {
        assert.equal(await textOf(bot.reply(contextOf('Hello'), AbortSignal.abort())), '');
      }));

    test('answers two conversations at once without mixing them', () =>
      withBot(async ({ bot, run }) => {
        const { signal } = new AbortController();
        const alone = await run(textOf(bot.reply(contextOf('Hello'), signal)));
        const both = await run(
          Promise.all([textOf(bot.reply(contextOf('Hello'), signal)), textOf(bot.reply(contextOf('Hello'), signal))]),
        );
        assert.deepEqual(both, [alone, alone]);
      }));

    test('takes a message without a word in it, and a history with deleted and unfinished ones', () =>
      withBot(async ({ bot, run }) => {
        const history = [
          message('', undefined, { deleted_at: '2026-03-02T09:00:00.000Z' }),
          message('', { id: 'bot', name: 'Assistant', role: 'bot', avatar: null }, { status: 'interrupted' }),
        ];
        const { signal } = new AbortController();
        assert.notEqual(await run(textOf(bot.reply(contextOf('', history, { subject: null }), signal))), '');
      }));
  });
};
