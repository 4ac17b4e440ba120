import type { Chat } from '../../chat.js';
import { ChatError } from '../../errors.js';

/** A page that calls in a loop gets an error and not a full memory. */
const CALLS_MAX = 1000;

interface Call {
  run(chat: Chat): Promise<void>;
  reject(error: ChatError): void;
}

/** Calls that came before the chat did: carried out in their order, each when the one before is done. */
export class Calls {
  readonly #waiting: Call[] = [];
  #isRunning = false;

  get areWaiting(): boolean {
    return this.#isRunning || this.#waiting.length > 0;
  }

  /** @throws ChatError `storage_full`: a thousand are waiting. */
  async add<T>(run: (chat: Chat) => T | Promise<T>): Promise<T> {
    if (this.#waiting.length >= CALLS_MAX)
      throw new ChatError('storage_full', `${String(CALLS_MAX)} calls are waiting for the chat to load.`);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        reject,
        run: async (chat) => {
          const result = Promise.resolve(chat).then(run);
          resolve(result);
          await result.catch(() => undefined);
        },
      });
    });
  }

  /** It is here. `chat` is asked for each: one of them may replace it. Null: there is none, and they fail. */
  async carryOut(chat: () => Chat | null): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) {
      const now = chat();
      if (now) await call.run(now);
      else call.reject(noChat());
    }
    this.#isRunning = false;
  }

  fail(): void {
    for (const call of this.#waiting.splice(0)) call.reject(noChat());
  }
}

export const noChat = (): ChatError =>
  new ChatError('closed', 'There is no chat: put the element on the page with a token, token-url or getToken.');
