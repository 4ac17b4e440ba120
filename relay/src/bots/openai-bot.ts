import OpenAI from 'openai';
import { systemClock, type Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { ReplyContext } from '../store/store.js';
import type { Bot } from './bot.js';
import { chatMessages, defaultSystemPrompt } from './openai-messages.js';
import { wellFormed } from './well-formed.js';

export interface OpenAiBotOptions {
  /** Of any server that speaks the chat-completions API, version included: `https://api.openai.com/v1`. */
  readonly baseURL?: string;
  readonly apiKey: string;
  readonly model: string;
  /** Shown as the sender. "Assistant" where it is absent. */
  readonly name?: string;
  /** What the model is told before the conversation. */
  readonly systemPrompt?: (context: ReplyContext, name: string) => string;
  /** Milliseconds to wait for the answer to begin, each try. 30,000 where it is absent. */
  readonly timeoutMs?: number;
  /** Milliseconds of silence within an answer after which it counts as cut. 30,000 where it is absent. */
  readonly silenceMs?: number;
  /** Tries after the first when nothing has come yet (connection, 408, 409, 429, 5xx). 2 where it is absent. */
  readonly retries?: number;
  readonly clock?: Clock;
}

type Chunk = OpenAI.ChatCompletionChunk;

/** What went wrong without a word of what was said: a provider's own text may repeat the question. */
const failure = (error: unknown): RelayError => {
  if (error instanceof RelayError) return error;
  const cause = { cause: error };
  if (error instanceof OpenAI.APIConnectionTimeoutError) {
    return new RelayError('bot_failed', 'The bot provider did not answer in time.', cause);
  }
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    return new RelayError('bot_failed', `The bot provider answered ${String(error.status)}.`, cause);
  }
  return new RelayError('bot_failed', 'The connection to the bot provider broke.', cause);
};

/** Ends with a throw where the provider falls silent or hangs up before it has said that it is done. */
async function* textOf(chunks: AsyncIterable<Chunk>, heard: () => void): AsyncGenerator<string, void, undefined> {
  let finished = false;
  for await (const chunk of chunks) {
    heard();
    const choice = chunk.choices[0];
    if (choice === undefined) continue;
    if (choice.delta.content) yield choice.delta.content;
    // Null until the last chunk; some servers leave it out until then.
    finished ||= Boolean(choice.finish_reason);
  }
  if (!finished) throw new RelayError('bot_failed', 'The bot provider hung up before the end.');
}

/** Calls `silent` once `ms` pass after a `heard()` without another; `stop()` ends the watch. */
const watchSilence = (clock: Clock, ms: number, silent: () => void): { heard(): void; stop(): void } => {
  let cancel = (): void => undefined;
  return {
    heard() {
      cancel();
      cancel = clock.after(ms, silent);
    },
    stop: () => cancel(),
  };
};

/**
 * A bot behind any chat-completions API.
 *
 * @throws RelayError `bot_failed` while replying: the provider refused, fell silent or hung up
 */
export const createOpenAiBot = (options: OpenAiBotOptions): Bot => {
  const { model, name = 'Assistant', systemPrompt = defaultSystemPrompt, clock = systemClock } = options;
  const client = new OpenAI({
    apiKey: options.apiKey,
    ...(options.baseURL !== undefined && { baseURL: options.baseURL }),
    timeout: options.timeoutMs ?? 30_000,
    maxRetries: options.retries ?? 2,
    // Its log would hold what people wrote.
    logLevel: 'off',
  });

  const begin = async (context: ReplyContext, signal: AbortSignal): Promise<AsyncIterable<Chunk>> =>
    client.chat.completions.create(
      { model, stream: true, messages: chatMessages(context, systemPrompt(context, name)) },
      { signal },
    );

  return {
    name,
    async *reply(context, signal) {
      if (signal.aborted) return;
      const request = new AbortController();
      const abort = (): void => request.abort();
      signal.addEventListener('abort', abort, { once: true });
      const silent = new RelayError('bot_failed', 'The bot provider fell silent.');
      const silence = watchSilence(clock, options.silenceMs ?? 30_000, () => request.abort(silent));
      try {
        const chunks = await begin(context, request.signal);
        silence.heard();
        for await (const piece of wellFormed(textOf(chunks, () => silence.heard()))) {
          // Asked on the way in: it may have aborted while the piece came.
          if (isAborted(signal)) return;
          yield piece;
        }
      } catch (error) {
        if (isAborted(signal)) return;
        throw request.signal.reason === silent ? silent : failure(error);
      } finally {
        silence.stop();
        signal.removeEventListener('abort', abort);
        request.abort();
      }
    },
  };
};

const isAborted = (signal: AbortSignal): boolean => signal.aborted;
