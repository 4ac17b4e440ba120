/** A bot turns a message in its context into a stream of words. Every bot passes `relay/test/contract/bot.ts`. */
import type { ReplyContext } from '../store/store.js';

export interface Bot {
  /** Shown as the sender of its replies. */
  readonly name: string;
  /**
   * Yields pieces of the reply as they come. Ends early and silently when `signal` aborts. A thrown error ends the reply
   * as `interrupted`.
   */
  reply(context: ReplyContext, signal: AbortSignal): AsyncIterable<string>;
}
