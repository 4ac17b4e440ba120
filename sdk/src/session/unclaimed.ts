import type { Outbox } from '../outbox/outbox.js';
import type { SendContent } from '../protocol/index.js';

/** What was typed while it was only a guess who is here: it goes along when it was somebody else. */
export class Unclaimed {
  readonly #typed = new Map<string, SendContent>();

  add(clientId: string, content: SendContent): void {
    this.#typed.set(clientId, content);
  }

  /** The guess was right. */
  clear(): void {
    this.#typed.clear();
  }

  /** Resolves with what could be had back, by order: what is being sent by another tab stays where it is. */
  async takeBack(outbox: Outbox): Promise<SendContent[]> {
    const typed = [...this.#typed];
    this.#typed.clear();
    const back: SendContent[] = [];
    for (const [clientId, content] of typed) if (await outbox.discard(clientId)) back.push(content);
    return back;
  }
}
