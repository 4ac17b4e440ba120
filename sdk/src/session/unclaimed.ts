import type { Outbox } from '../outbox/outbox.js';
import type { SendContent } from '../protocol/index.js';

/** What was done while it was only a guess who is here: what was typed goes along when it was somebody else. */
export class Unclaimed {
  readonly #done = new Map<string, SendContent | null>();

  /** @param content null for what was done to a message, which is nothing for anybody else to do. */
  add(clientId: string, content: SendContent | null): void {
    this.#done.set(clientId, content);
  }

  /** The guess was right. */
  clear(): void {
    this.#done.clear();
  }

  /** Resolves with what could be had back, by order: what is being sent by another tab stays where it is. */
  async takeBack(outbox: Outbox): Promise<SendContent[]> {
    const done = [...this.#done];
    this.#done.clear();
    const back: SendContent[] = [];
    for (const [clientId, content] of done) {
      const isBack = await outbox.discard(clientId);
      if (isBack && content) back.push(content);
    }
    return back;
  }
}
