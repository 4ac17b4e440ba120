import type { Chat } from '../../chat.js';
import { ChatError } from '../../errors.js';
import type { ChatWishes } from './chat-keeper.js';

/** A page that calls in a loop gets an error and not a full memory. */
const CALLS_MAX = 1000;

interface Call {
  /** What the element asked for when it was called; null: there was no token yet, and what is asked for by now counts. */
  wishes: ChatWishes | null;
  run(chat: Chat): Promise<void>;
  reject(error: ChatError): void;
}

/** Calls that came before the chat did: carried out in their order, each when the one before is done, in the chat that was asked for then. */
export class Calls {
  readonly #waiting: Call[] = [];
  #running: Call | null = null;

  get areWaiting(): boolean {
    return this.wishes !== undefined;
  }

  /** Of the one whose turn it is: an option that was changed after it has to wait for it. Undefined: none waits. */
  get wishes(): ChatWishes | null | undefined {
    return (this.#running ?? this.#waiting[0])?.wishes;
  }

  /** @throws ChatError `storage_full`: a thousand are waiting. */
  async add<T>(run: (chat: Chat) => T | Promise<T>, wishes: ChatWishes): Promise<T> {
    if (this.#waiting.length >= CALLS_MAX)
      throw new ChatError('storage_full', `${String(CALLS_MAX)} calls are waiting.`);
    const { given, token, tokenUrl, getToken } = wishes;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        wishes: (given ?? token ?? tokenUrl ?? getToken) === null ? null : wishes,
        reject,
        run: async (chat) => {
          const result = Promise.resolve(chat).then(run);
          resolve(result);
          await result.catch(() => undefined);
        },
      });
    });
  }

  /**
   * It is here. `chat` is asked for each: one of them may replace it. Null: there is none, and they fail. Resolves with false where
   * it is under way already.
   */
  async carryOut(chat: (wishes: ChatWishes | null) => Chat | null): Promise<boolean> {
    if (this.#running) return false;
    while ((this.#running = this.#waiting.shift() ?? null)) {
      const now = chat(this.#running.wishes);
      if (now) await this.#running.run(now);
      else this.#running.reject(noChat());
    }
    return true;
  }

  fail(): void {
    for (const call of this.#waiting.splice(0)) call.reject(noChat());
  }
}

export const noChat = (): ChatError =>
  new ChatError('closed', 'There is no chat: put the element on the page with a token, token-url or getToken.');
