import type { ServerResponse } from 'node:http';
import { begin, chunk, DONE, startProvider } from '../../../relay/test/bots/provider.js';
import { until } from './wait.js';

/** An answer that has begun. */
export interface Dictation {
  write(piece: string): void;
  end(): void;
}

export interface DictatedBot {
  /** For a relay whose bot it is to be. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once it was asked that, and has not answered yet. */
  asked(question: string): Promise<Dictation>;
  close(): Promise<void>;
}

/**
 * A model that writes what a test tells it, when it tells it: a reply that grows by a clock may be whole before a busy machine
 * has looked at it once.
 *
 * @param isDictated whether it waits for the test's words there; anything else is answered at once.
 */
export async function startDictatedBot(isDictated: (question: string) => boolean): Promise<DictatedBot> {
  const waiting: { question: string; response: ServerResponse }[] = [];
  const provider = await startProvider((response, { body }) => {
    const question = body.messages.findLast(({ role }) => role === 'user')?.content ?? '';
    begin(response);
    if (isDictated(question)) waiting.push({ question, response });
    else response.end(chunk('I have noted it.') + chunk(null, 'stop') + DONE);
  });
  return {
    env: {
      BOT_PROVIDER: 'openai',
      OPENAI_API_KEY: 'k',
      OPENAI_MODEL: 'm',
      OPENAI_BASE_URL: provider.baseURL,
    },
    async asked(question) {
      const isIt = (one: { question: string }) => one.question.includes(question);
      const { response } = await until(`the bot to be asked: ${question}`, () => waiting.find(isIt));
      return {
        write: (piece) => response.write(chunk(piece)),
        end: () => response.end(chunk(null, 'stop') + DONE),
      };
    },
    close: () => provider.close(),
  };
}
